/** The last 500 things that went wrong or were tried, for support. Never the words of an entry. */
import { uuid7 } from "./ids.js";

const KEPT = 500;

/** @param {import("./store.js").Store} store @returns {(what: string, more?: object) => Promise<void>} never rejects */
export function openJournal(store) {
  return async (what, more = {}) => {
    try {
      await store.write(["journal"], async (t) => {
        await t.put("journal", { id: uuid7(), at: Date.now(), what, ...more });
        const ids = await t.keys("journal");
        for (const id of ids.slice(0, Math.max(0, ids.length - KEPT))) await t.delete("journal", id);
      });
    } catch { /* a journal that cannot be written must not break what it describes */ }
  };
}
