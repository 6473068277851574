/** The practice walk's own journey: two made-up places, so that nobody is called and nothing is counted. */
import { phrase } from "./phrases.js";

export const PRACTICE = "practice";

/** @returns {object} catalogue shape; the server takes a practice walk without knowing its journey */
export function practiceJourney() {
  const stop = (position, channel) => ({ id: `practice-${channel}`, position, name: phrase(`practice.${channel}`), channel,
    phase: "", department: "", importance: 1, par: { steps: 3, live_ms: 20000, away_ms: null }, official: [] });
  return { id: PRACTICE, revision: 1, name: phrase("practice.name"), is_serious: false, leave_no_trace: [],
    touchpoints: [stop(1, "phone")] };
}
