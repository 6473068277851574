// <desk-what-if>: the slider, its keys and its boxes. The server works everything out; the edits stand in the address.

const STEP = 5;
const JUMPS = { ArrowRight: STEP, ArrowUp: STEP, ArrowLeft: -STEP, ArrowDown: -STEP, PageUp: 60, PageDown: -60 };

const spoken = (seconds) => {
  const [hours, rest] = [Math.floor(seconds / 3600), seconds % 3600];
  const tail = String(rest % 60).padStart(2, "0");
  return hours ? `${hours}:${String(Math.floor(rest / 60)).padStart(2, "0")}:${tail}` : `${Math.floor(rest / 60)}:${tail}`;
};

class DeskWhatIf extends HTMLElement {
  #asked = null; // the newest question not sent yet
  #running = false;

  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("input", (event) => { if (event.target.type === "range") this.#slide(event.target); });
    this.addEventListener("change", (event) => this.#ask(event.target.form, null, true)); // a drag that ended, a box
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask(event.target, event.submitter, true);
    });
    document.addEventListener("wait-picked", this.#picked);
  }

  disconnectedCallback() { document.removeEventListener("wait-picked", this.#picked); }

  // Whatever else is tried stays; only the wait on the slider is another one, as long as it was.
  #picked = (event) => {
    const form = this.querySelector("form");
    if (!form) return;
    const told = this.#fields(form);
    const [before, to] = [told.get("wait"), told.get("to")];
    if (before === event.detail) return;
    const full = this.querySelector("input[type=range]")?.max;
    if (before && to !== null && to !== full) told.append("cut", `${before}:${to}`);
    told.set("wait", event.detail);
    told.delete("to");
    const own = told.getAll("cut").filter((cut) => cut.startsWith(`${event.detail}:`));
    if (own.length) told.set("to", own[0].split(":")[1]);
    const others = told.getAll("cut").filter((cut) => !own.includes(cut));
    told.delete("cut");
    for (const cut of others) told.append("cut", cut);
    this.#letGo();
    this.#send(told, true);
  };

  #key(event) {
    const slider = event.target;
    if (slider.type !== "range" || event.altKey || event.ctrlKey || event.metaKey) return;
    const now = Number(slider.value);
    const full = Number(slider.max);
    const jump = JUMPS[event.key];
    const end = { Home: 0, End: full }[event.key];
    if (jump === undefined && end === undefined) return;
    event.preventDefault();
    // From an odd length the first step goes to a whole five seconds.
    const next = end ?? (Math.abs(jump) === STEP ? (jump > 0 ? Math.floor(now / STEP) : Math.ceil(now / STEP)) * STEP + jump : now + jump);
    slider.value = String(Math.max(0, Math.min(full, next)));
    this.#hold(slider);
    this.#ask(slider.form, null, true);
  }

  #slide(slider) {
    const full = Number(slider.max);
    if (Number(slider.value) < full) slider.value = String(Math.round(slider.value / STEP) * STEP);
    this.#hold(slider);
    this.#ask(slider.form, null, false);
  }

  // Whoever moves the slider is ahead of the answers: none of them may put it back.
  #hold(slider) {
    slider.setAttribute("hx-morph-skip", "");
    this.#say(slider);
  }

  #letGo() { this.querySelector("input[type=range]")?.removeAttribute("hx-morph-skip"); }

  #say(slider) {
    const words = spoken(Number(slider.value));
    slider.setAttribute("aria-valuetext", `${words} instead of ${slider.dataset.length}`);
    this.querySelector(".what-if__now strong")?.replaceChildren(words);
  }

  #fields(form) { return new URLSearchParams(new FormData(form)); }

  #ask(form, button, keep) {
    const told = this.#fields(form);
    if (button?.name) {
      told.set(button.name, button.value);
      this.#letGo();
    }
    this.#send(told, keep);
  }

  // One question at a time; of those that wait only the newest is asked. keep: a place for Back to return to.
  async #send(told, keep) {
    const slider = this.querySelector("input[type=range]");
    if (told.get("to") === slider?.max && told.get("wait") === this.querySelector("[name=wait]")?.value) told.delete("to");
    this.#asked = { told, keep };
    if (this.#running) return;
    this.#running = true;
    while (this.#asked) {
      const next = this.#asked;
      this.#asked = null;
      await this.#fetch(next);
    }
    this.#running = false;
  }

  async #fetch({ told, keep }) {
    const here = this.dataset.here;
    const address = `${here}?${told}`;
    if (keep && address !== location.pathname + location.search) history.pushState({ htmx: true }, "", address);
    await window.htmx.ajax("GET", `${here}/what-if?${told}`, { target: "#what-if", swap: "outerMorph", source: this });
    if (!this.#asked) this.#settle();
    this.#draw();
  }

  // A morph changes attributes; what a person has touched also needs its state set.
  #settle() {
    const slider = this.querySelector("input[type=range]");
    if (slider?.hasAttribute("hx-morph-skip")) {
      slider.setAttribute("value", slider.value);
      this.#say(slider);
    } else if (slider) slider.value = slider.getAttribute("value");
    this.#letGo();
    for (const box of this.querySelectorAll("input[type=checkbox]")) box.checked = box.hasAttribute("checked");
  }

  #draw() {
    const told = this.querySelector("#what-if")?.dataset ?? {};
    for (const bar of document.querySelectorAll("a.mark--wait")) {
      const of = new URL(bar.getAttribute("href"), location).searchParams.get("of");
      bar.classList.toggle("mark--subject", of === told.subject);
    }
    const line = document.getElementById("if-line");
    if (!line) return;
    line.querySelector(".tl-if").setAttribute("d", told.path ?? "");
    line.classList.toggle("tl-off", !told.path);
    if (!told.path) return;
    const [end, words] = [line.querySelector(".tl-if-end"), line.querySelector(".tl-if-words")];
    end.setAttribute("cx", told.x);
    end.setAttribute("cy", told.y);
    words.setAttribute("x", String(Number(told.x) - 10));
    words.setAttribute("y", String(Number(told.y) + 22));
    words.textContent = told.words;
  }
}

customElements.define("desk-what-if", DeskWhatIf);
