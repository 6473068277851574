/** A walk as the screens see it: its log folded, with the journey and persona it was begun with. */
import { fold } from "./fold.js";
import { calledOf } from "./view.js";

/**
 * @param {import("./log.js").Log} log @param {import("./catalogue.js").Catalogue} catalogue
 * @returns {(id: string) => Promise<{fold: object, journey: object|null, persona: object|null, entries: object[]}>}
 *   persona.name is what people call them, full_name what the card says
 */
export function walkReader(log, catalogue) {
  return async (id) => {
    const entries = await log.entriesOf(id);
    const folded = fold(entries);
    const begin = folded.moments.find((one) => one.kind === "walk.begin")?.b ?? {};
    const [journey, persona] = await Promise.all([
      catalogue.revision("journey", folded.journey, folded.revision),
      catalogue.revision("persona", folded.persona, begin.persona_revision ?? null)]);
    return { fold: folded, journey, entries,
      persona: persona && { ...persona, name: calledOf(persona.name), full_name: persona.name } };
  };
}
