// <desk-copy>: takes the page as it stands elsewhere: its address, a part of it as a picture, or some words.
// With data-page it puts a small menu on every part of the page that can be taken alone.
import { paint } from "../desk/painting.js";

const WIDE = 1920, HIGH = 1080, EDGE = 96;
const TALL = 0.8; // a page taller than this for its width would be a strip: its first part stands for it
const PARTS = "main section[aria-labelledby]:not([data-private]), main .timeline, main figure:not(dialog *), main blockquote";

const style = () => getComputedStyle(document.body);
const clean = (words) => words.replace(/\s+/g, " ").trim();

function titleOf(part) {
  const head = part?.querySelector("h2, h3, figcaption") ?? document.querySelector("main h1");
  return clean(head?.innerText ?? document.title);
}

function report() {
  const foot = document.querySelector(".foot p")?.cloneNode(true);
  for (const own of foot?.querySelectorAll("[data-private]") ?? []) own.remove();
  const day = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  return `${clean(foot?.textContent ?? "Internal walkthrough, not an independent measure.")} ${day}.`;
}

function lines(ctx, words, width) {
  const made = [""];
  for (const word of words.split(" ")) {
    const longer = made.at(-1) ? `${made.at(-1)} ${word}` : word;
    if (ctx.measureText(longer).width <= width || !made.at(-1)) made[made.length - 1] = longer;
    else made.push(word);
  }
  return made;
}

function write(ctx, words, font, colour, top, height, most) {
  ctx.font = font;
  ctx.fillStyle = colour;
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  const shown = lines(ctx, words, WIDE - 2 * EDGE).slice(0, most);
  shown.forEach((line, n) => ctx.fillText(line, EDGE, top + height * (n + 0.8)));
  return top + shown.length * height;
}

function shown(part) {
  const whole = part ?? document.querySelector("#report") ?? document.querySelector("main"), at = whole.getBoundingClientRect();
  return part || at.height <= at.width * TALL ? whole : document.querySelector(PARTS) ?? whole;
}

export async function picture(part) {
  await document.fonts.ready;
  const canvas = document.createElement("canvas");
  canvas.width = WIDE;
  canvas.height = HIGH;
  const ctx = canvas.getContext("2d"), own = style();
  const whole = shown(part);
  const token = (name) => own.getPropertyValue(name).trim();
  ctx.fillStyle = token("--paper"); // the body has no ground of its own, and a clear picture is dark in a dark chat
  ctx.fillRect(0, 0, WIDE, HIGH);
  const h1 = clean(document.querySelector("main h1")?.innerText ?? ""), title = titleOf(part);
  let top = 72;
  if (h1 && h1 !== title) top = write(ctx, h1, `400 28px ${own.fontFamily}`, token("--ink-2"), top, 40, 1);
  top = write(ctx, title, `600 52px ${token("--display") || own.fontFamily}`, token("--ink"), top, 64, 2) + 32;
  const at = whole.getBoundingClientRect(), bottom = HIGH - 176;
  const scale = Math.min((WIDE - 2 * EDGE) / at.width, (bottom - top) / at.height, 2.5);
  const head = part?.querySelector("h2, h3");
  await paint(ctx, whole, { x: EDGE, y: top }, scale, (node) => node === head || node.matches(".part-menu, .menu, form, nav, .button, .patch, [data-private], desk-copy"));
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = token("--tan");
  ctx.setLineDash([12, 8]);
  ctx.lineWidth = 3;
  ctx.beginPath();
  ctx.moveTo(EDGE, HIGH - 150);
  ctx.lineTo(WIDE - EDGE, HIGH - 150);
  ctx.stroke();
  write(ctx, report(), `400 24px ${own.fontFamily}`, token("--ink-2"), HIGH - 132, 34, 3);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function save(blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `shoeleather-${new Date().toISOString().slice(0, 10)}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function copyPicture(part) {
  const made = picture(part);
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": made })]);
    return "Copied as a picture.";
  } catch {
    save(await made); // no clipboard over plain http, or the browser said no
    return "Saved as a picture.";
  }
}

async function copyLink(part) {
  const address = new URL(location.href);
  address.hash = part?.id ?? "";
  return copyWords(address.href, document.title.replace(/ · Shoeleather$/, ""));
}

async function copyWords(words, title) {
  const anchor = document.createElement("a");
  anchor.href = words;
  anchor.textContent = title ?? words;
  try {
    await navigator.clipboard.write([new ClipboardItem({
      "text/plain": new Blob([words], { type: "text/plain" }),
      ...(title ? { "text/html": new Blob([new XMLSerializer().serializeToString(anchor)], { type: "text/html" }) } : {}),
    })]);
    return "Copied.";
  } catch {
    prompt("Copy this:", words);
    return "";
  }
}

const WAYS = { picture: copyPicture, link: copyLink };

function menu(part, say) {
  const made = document.createElement("details");
  made.className = "part-menu";
  const summary = document.createElement("summary");
  summary.textContent = "…";
  summary.setAttribute("aria-label", `Take this elsewhere: ${titleOf(part)}`);
  const body = document.createElement("div");
  body.className = "part-menu__body";
  for (const [way, words] of [["picture", "Copy as picture"], ["link", "Copy link"], ["present", "Present"]]) {
    if (way === "link" && !part.id || way === "present" && !document.querySelector("desk-present")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = words;
    button.addEventListener("click", async () => {
      made.open = false;
      summary.focus();
      if (way === "present") document.querySelector("desk-present").begin(titleOf(part));
      else say(await WAYS[way](part));
    });
    body.append(button);
  }
  made.append(summary, body);
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !made.open) return;
    made.open = false;
    summary.focus();
  });
  return made;
}

class DeskCopy extends HTMLElement {
  connectedCallback() {
    for (const button of this.querySelectorAll("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", async () => this.say(await this.take(button.dataset.copy)));
    }
    if (!("page" in this.dataset)) return;
    this.dress();
    this.watch = new MutationObserver(() => this.dress());
    this.watch.observe(document.querySelector("main"), { childList: true, subtree: true });
  }

  disconnectedCallback() { this.watch?.disconnect(); }

  take(way) { return way === "words" ? copyWords(this.dataset.words) : WAYS[way](null); }

  say(words) { this.querySelector("[role=status]").textContent = words; }

  dress() {
    for (const part of document.querySelectorAll(PARTS)) {
      if (part.querySelector(":scope > .part-menu") || part.parentElement.closest("section[aria-labelledby] section[aria-labelledby]")) continue;
      part.classList.add("has-part-menu");
      part.prepend(menu(part, (words) => this.say(words)));
    }
  }
}

customElements.get("desk-copy") ?? customElements.define("desk-copy", DeskCopy);
