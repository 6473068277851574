/** Half-typed words and a chosen rating: the only content of the walker's that may change in place. */

/** @param {import("./store.js").Store} store @returns {{get, set, delete, all}} */
export function openDrafts(store) {
  return {
    /** @param {string} field e.g. "note:<walk>" @returns {Promise<any>} undefined when there is none */
    get: (field) => store.read(["drafts"], (t) => t.get("drafts", field)),
    /** @param {string} field @param {any} value text, number or plain object; never a File */
    set: (field, value) => store.write(["drafts"], (t) => t.put("drafts", value, field)),
    /** @param {string} field */
    delete: (field) => store.write(["drafts"], (t) => t.delete("drafts", field)),
    /** @returns {Promise<string[]>} fields with a draft */
    fields: () => store.read(["drafts"], (t) => t.keys("drafts")),
  };
}
