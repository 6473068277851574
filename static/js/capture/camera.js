/** Opening the camera, knowing that a phone may kill this page meanwhile: what was asked for survives. */

const key = (walk) => `camera:${walk}`;

/**
 * Must be called inside a tap. @param {boolean} camera false: any file
 * @returns {Promise<File|null>} null when nothing was chosen
 */
export function pick(app, walk, camera = true) {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  if (camera) input.setAttribute("capture", "environment");
  app.drafts.set(key(walk), app.clock.now()).catch(() => {});
  return new Promise((done) => {
    const end = (file) => { app.drafts.delete(key(walk)).catch(() => {}); done(file); };
    input.addEventListener("change", () => end(input.files[0] ?? null));
    input.addEventListener("cancel", () => end(null));
    input.click();
  });
}

/** @returns {Promise<boolean>} whether the page died while the camera was open; told once */
export async function wasKilled(app, walk) {
  const at = await app.drafts.get(key(walk)).catch(() => null);
  if (!at) return false;
  await app.drafts.delete(key(walk)).catch(() => {});
  return app.clock.now() - at < 3600e3;
}
