/** What the capture core says to a person, in one place; screens may say it better by the code. */
import { timeText } from "./view.js";

const SAID = {
  newer: "A newer Shoeleather has been here. Please update; you can still export.",
  blocked: "Close the other Shoeleather window",
  other_window: "This walk is open in another window",
  full: "This phone is full. Free some space, then try again",
  no_room: "No room for photos: free some space on this phone. Steps and waits are still saved.",
  unreadable: "This picture could not be read. Take it again, or save it on the phone first.",
  not_a_picture: "This is not a picture we can keep. Choose a JPEG, PNG, WebP or HEIC.",
  too_large: "This picture is above 15 MB. Choose a smaller one.",
  cannot_open: "This phone cannot open the picture, so nothing can be covered.",
  already_sending: "This picture is already on its way; take it back and take a new one.",
  lost: "The picture is no longer on this phone.",
};

/** @param {string} code @returns {string} one plain sentence; general when the code is not known */
export function said(code) {
  return SAID[code] ?? "This could not be saved on the phone.";
}

/** @param {string} pill @param {{n: number, done?: number, at?: number|null, parked?: number}} facts @returns {string} */
export function pillWords(pill, { n, done = 0, at = null, parked = 0 }) {
  switch (pill) {
    case "not_saved": return "NOT SAVED – keep this open";
    case "sign_in": return `Sign in to send ${n}`;
    case "portal": return "This network wants a login";
    case "help": return parked === 1 ? "1 entry needs help" : `${parked} entries need help`;
    case "sending": return `Sending ${Math.min(done + 1, n)} of ${n}`;
    case "to_send": return `Saved on this phone · ${n} to send`;
    default: return at ? `Everything sent · ${timeText(at)}` : "Nothing to send";
  }
}
