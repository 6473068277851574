/** When the phone is full: what may go so that a fact still fits. Facts are never refused. */
import { step } from "./steps.js";

const ROWS = ["ballast0", "ballast1", "ballast2", "ballast3"];

/** Keep 1 MiB in hand, in four rows. Random bytes: zeros would be packed away to nothing. */
export async function loadBallast(store) {
  const held = await store.read(["meta"], (t) => t.keys("meta", IDBKeyRange.bound("ballast", "ballast~")));
  if (held.length === ROWS.length) return;
  const rows = ROWS.map(() => {
    const bytes = new Uint8Array(262144);
    for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
    return bytes.buffer;
  });
  await store.setMeta(Object.fromEntries(ROWS.map((name, i) => [name, rows[i]])));
}

/** @returns {Promise<boolean>} whether there is a place for a second copy, which is empty now */
export const freeSecond = (store) => store.second?.free() ?? false;

/** @returns {Promise<boolean>} whether there was any ballast to free */
export async function freeBallast(store) {
  await step(16, "freeing ballast");
  return store.write(["meta"], async (t) => {
    const held = await t.keys("meta", IDBKeyRange.bound("ballast", "ballast~"));
    for (const name of held) await t.delete("meta", name);
    return held.length > 0;
  });
}

/** Bytes of photos the server has proved to hold. The photo's row stays. @returns {Promise<boolean>} whether any went */
export async function freeSentPhotos(store) {
  await step(15, "freeing sent photos");
  return store.write(["photos", "chunks", "receipts"], async (t) => {
    let freed = false;
    for (const photo of await t.all("photos")) {
      if (photo.purged || !(await t.get("receipts", photo.id))) continue;
      await t.delete("chunks", IDBKeyRange.bound([photo.id], [photo.id, []]));
      await t.put("photos", { ...photo, purged: true });
      freed = true;
    }
    return freed;
  });
}
