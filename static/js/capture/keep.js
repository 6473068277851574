/** Ask the browser to keep what we store, and know what it answered. */

/**
 * @param {import("./store.js").Store} store
 * @returns {Promise<{persisted: boolean|null, usage: number|null, quota: number|null, mode: "installed"|"tab"}>}
 *   bytes; null where the browser does not say (plain http). Also kept in meta "storage". Never rejects.
 */
export async function askToKeep(store) {
  const storage = { persisted: null, usage: null, quota: null, mode: mode() };
  try {
    const keeper = navigator.storage;
    storage.persisted = (await keeper?.persist?.()) ?? null;
    const room = await keeper?.estimate?.();
    storage.usage = room?.usage ?? null;
    storage.quota = room?.quota ?? null;
    await store.setMeta({ storage });
  } catch { /* an answer we do not get changes nothing */ }
  return storage;
}

function mode() {
  return navigator.standalone || matchMedia("(display-mode: standalone)").matches ? "installed" : "tab";
}
