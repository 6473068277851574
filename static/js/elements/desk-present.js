// <desk-present>: shows the page's parts one at a time, full screen, without names: the server leaves those out.
// Arrow keys, space, a swipe or the two buttons turn; Escape leaves. Without scripts its link opens the whole page.
import { fetched } from "../desk/painting.js";

const SLIDES = "section[aria-labelledby], .timeline";
const FORWARD = ["ArrowRight", "ArrowDown", "PageDown", " "], BACK = ["ArrowLeft", "ArrowUp", "PageUp"];
const clean = (words) => words.replace(/\s+/g, " ").trim();

function make(tag, name, words = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = words;
  return made;
}

class DeskPresent extends HTMLElement {
  connectedCallback() {
    this.querySelector("a")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.begin();
    });
  }

  async begin(title = "") {
    if (this.show?.open) return;
    this.build();
    this.show.showModal();
    this.show.requestFullscreen?.().catch(() => {}); // a phone may refuse; the dialog fills the window anyway
    const page = await fetched(this.querySelector("a").href);
    const main = page?.querySelector("main");
    if (!main) {
      this.count.textContent = "This page could not be fetched. Try again.";
      return;
    }
    const head = main.querySelector("h1"), found = [...main.querySelectorAll(SLIDES)];
    const parts = found.filter((part) => !found.some((other) => other !== part && other.contains(part)));
    this.heading.textContent = clean(head?.textContent ?? "");
    this.foot.textContent = clean(page.querySelector(".foot p")?.textContent ?? "").replace("How the score works", "");
    this.slides = (parts.length ? parts : [main]).map((part) => document.adoptNode(part));
    const at = this.slides.findIndex((part) => title && clean(part.querySelector("h2, h3")?.textContent ?? "") === clean(title));
    this.turn(Math.max(0, at));
  }

  build() {
    const show = make("dialog", "present");
    show.setAttribute("aria-label", "Presentation");
    const bar = make("div", "present__bar");
    this.heading = make("p", "present__title");
    this.count = make("p", "present__n", "Fetching the page …");
    this.count.setAttribute("role", "status");
    const button = (words, does) => {
      const made = make("button", "button", words);
      made.type = "button";
      made.addEventListener("click", does);
      return made;
    };
    bar.append(this.heading, this.count, button("← Back", () => this.turn(this.at - 1)), button("On →", () => this.turn(this.at + 1)), button("Leave", () => show.close()));
    this.stage = make("div", "present__stage");
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "region");
    this.stage.setAttribute("aria-label", "What is shown");
    this.foot = make("p", "present__foot");
    show.append(bar, this.stage, this.foot);
    show.addEventListener("keydown", (event) => this.key(event));
    show.addEventListener("close", () => this.leave());
    show.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement && this.wasFull) show.close(); else this.wasFull = true; });
    let from = null;
    show.addEventListener("pointerdown", (event) => { from = event.pointerType === "mouse" ? null : event.clientX; });
    show.addEventListener("pointerup", (event) => {
      const moved = from === null ? 0 : event.clientX - from;
      if (Math.abs(moved) > 60) this.turn(this.at + (moved < 0 ? 1 : -1));
    });
    this.show = show;
    this.slides = [];
    this.at = 0;
    this.wasFull = false;
    document.body.append(show);
  }

  key(event) {
    if (event.target.matches("button") && event.key === " ") return;
    const by = FORWARD.includes(event.key) ? 1 : BACK.includes(event.key) ? -1 : 0;
    if (by) this.turn(this.at + by);
    else if (event.key === "Home") this.turn(0);
    else if (event.key === "End") this.turn(this.slides.length - 1);
    else return;
    event.preventDefault();
  }

  turn(to) {
    if (!this.slides.length) return;
    this.at = Math.min(this.slides.length - 1, Math.max(0, to));
    this.stage.replaceChildren(this.slides[this.at]);
    this.stage.scrollTo(0, 0);
    this.count.textContent = `${this.at + 1} of ${this.slides.length}`;
  }

  leave() {
    if (document.fullscreenElement) document.exitFullscreen();
    this.show.remove();
    this.closest("details")?.querySelector("summary")?.focus();
  }
}

customElements.get("desk-present") ?? customElements.define("desk-present", DeskPresent);
