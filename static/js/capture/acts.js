/** What several walking screens do alike: take a tap, say it, undo it, open the mood, note and photo sheets. */
import { openPhotos, take } from "./photos.js";
import { phrase } from "./phrases.js";
import { moodTap, noteTap, photoTap } from "./taps.js";
import { uuid7 } from "./ids.js";
import { clockText } from "./view.js";

const HOLD_MS = 3600e3; // a picture waits while its cover tool may be open
const NEVER_MS = 3650 * 86400e3; // a picture that was not kept is not sent

/**
 * Log one tap; nothing on the screen changes before it is on disk.
 * @param {object} app @param {object[]} list @param {{words?: string, haptic?: string, tap?: string}} how
 * @returns {Promise<object[]|null>} null when it could not be saved, which has been said
 */
export async function tapped(app, list, { words, haptic, tap } = {}) {
  if (haptic) app.haptic?.(haptic);
  try {
    const entries = await app.log.append(list, { tap });
    if (entries.length && words) app.say(words);
    return entries;
  } catch (error) {
    app.say(error.words ?? String(error.message));
    return null;
  }
}

/** What the live region says of something logged. */
export const loggedWords = (what, ms) => phrase("logged", { what, time: clockText(ms) });

export async function undo(app, tap, what) {
  app.haptic?.("undo");
  await app.log.undoTap(tap).catch((error) => app.say(error.words ?? ""));
  app.say(phrase("undone", { what }));
}

export async function putBack(app, tap, what, photo = null) {
  if (photo) await openPhotos(app.log).release(photo);
  await app.log.putBack(tap).catch((error) => app.say(error.words ?? ""));
  app.say(phrase("back", { what }));
}

const sheet = async (name) => (await import(`../elements/${name}.js`)).default;

export async function askMood(app, here, last = null) {
  const Sheet = await sheet("mood-sheet");
  const value = await Sheet.open(app, { value: last });
  if (value !== null) await tapped(app, moodTap(here, value), { words: phrase(`mood.${value}`), haptic: "step" });
}

export async function askNote(app, here) {
  const Sheet = await sheet("note-sheet");
  const told = await Sheet.open(app, { field: `note:${here.walk}` });
  if (!told) return;
  const more = told.tags.length ? { tags: told.tags } : {};
  if (await tapped(app, noteTap(here, told.words, more), { words: phrase("row.note"), haptic: "step" })) {
    await app.drafts.delete(`note:${here.walk}`);
  }
}

/**
 * A picked picture is on disk before its sheet opens; not keeping it takes it back.
 * @param {File|null} file null: the sheet says how to go on without a camera @param {string} after words of the last row
 */
export async function keepPhoto(app, here, file, after) {
  const Sheet = await sheet("photo-sheet");
  const taken = await takeIt(file);
  if (taken.error) return pickAgain(app, here, Sheet, taken.error, after);
  const tap = uuid7();
  const entries = await savePhoto(app, here, taken, tap);
  if (entries?.error) return pickAgain(app, here, Sheet, entries.error, after);
  const told = await Sheet.open(app, { photo: taken.id, after });
  const photos = openPhotos(app.log);
  if (!told) {
    await photos.hold(taken.id, NEVER_MS);
    return undo(app, tap, phrase("row.photo"));
  }
  if (told.caption) await app.log.amend(entries[0].id, { b: { photo: taken.id, caption: told.caption } }, { tap });
  await photos.release(taken.id);
  await shownAgain(photos, taken.id);
  app.outbox?.flushNow?.();
  app.say(told.caption || phrase("row.photo"));
}

/** Rows that show the picture as it was before it was covered. */
async function shownAgain(photos, id) {
  for (const picture of document.querySelectorAll(`img[data-photo="${id}"]`)) picture.src = (await photos.url(id)) ?? "";
}

const takeIt = async (file) => (file ? take(file, { hold_ms: HOLD_MS }).catch((error) => ({ error })) : { error: {} });

async function savePhoto(app, here, taken, tap) {
  try {
    return await app.log.append(photoTap(here, taken, null), { tap });
  } catch (error) {
    return { error };
  }
}

async function pickAgain(app, here, Sheet, error, after) {
  const file = await Sheet.open(app, { trouble: error });
  if (file instanceof File) await keepPhoto(app, here, file, after);
}
