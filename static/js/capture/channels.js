/** What each channel offers a thumb: the eight kinds, the commonest waits, what should be when nobody said. */

/** The eight kind keys, in the order of the pad and of the keys 1 to 8. */
export const KINDS = ["choice", "repeat_info", "transfer", "dead_end", "jargon", "policy_wall", "channel_switch",
  "bright_spot"];
export const ORDINARY = ["plain", "form_field", "menu_choice", "click", "explain", "show_document", "sign", "pay",
  "message"];
export const FRICTION = ["repeat_info", "transfer", "dead_end", "jargon", "policy_wall", "channel_switch",
  "repeat_contact"];
export const CHANNELS = ["web", "app", "store", "phone", "chat", "email", "post", "social", "other"];
export const CODES = ["sent_elsewhere", "gave_up", "closed", "no_answer", "cut_off", "refused"];
export const AWAY = ["callback", "reply", "delivery"];

const SCREEN = ["page_load", "processing", "queue"];
const LETTER = ["reply", "delivery", "callback"];
const COMMON = {
  phone: ["hold", "menu", "transfer"], store: ["queue", "processing", "other"], web: SCREEN, app: SCREEN,
  chat: ["queue", "processing", "transfer"], email: LETTER, post: LETTER, social: LETTER,
};
const DEFAULTS = { web: [12, 10e3], app: [12, 10e3], phone: [3, 60e3], chat: [4, 60e3], store: [4, 180e3] };
const HEARD = { phone: 5, store: 4, chat: 3, web: 3, app: 3 };

/** @param {string|null} channel @returns {string[]} its three commonest waits; the first is what Start wait starts */
export const waitsOf = (channel) => COMMON[channel] ?? ["queue", "processing", "other"];

/** @param {string} kind @returns {boolean} whether the customer is free while waiting */
export const isAway = (kind) => AWAY.includes(kind) || kind === "other_away";

/** @param {string} key one of KINDS @param {string|null} channel @returns {string} the step kind that is logged */
export const stepKind = (key, channel) => (key !== "choice" ? key : channel === "phone" ? "menu_choice" : "form_field");

/** The other way: which of the eight keys counts this step. @returns {string} */
export const keyOf = (kind) => (kind === "menu_choice" || kind === "form_field" ? "choice" : kind);

/** What should be (scoring.md 2.1). @returns {{steps: number, live_ms: number}} the channel's own where nothing is set */
export function shouldBe(stop) {
  const [steps, live_ms] = DEFAULTS[stop?.channel] ?? [5, 60e3];
  return { steps: stop?.par?.steps ?? steps, live_ms: stop?.par?.live_ms ?? live_ms };
}

/** @param {string|null} channel @returns {string[]} keys of what is commonly heard or seen while waiting there */
export const heardAt = (channel) => Array.from({ length: HEARD[channel] ?? 0 },
  (_, i) => `heard.${channel === "app" ? "web" : channel}.${i + 1}`);
