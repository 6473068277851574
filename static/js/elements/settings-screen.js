/** How this phone shows things, and signing it out without losing anything. */
import { canSeal } from "../capture/handover.js";
import { counted, phrase } from "../capture/phrases.js";
import { clone, fill } from "../capture/view.js";

export default class SettingsScreen extends HTMLElement {
  #stops = [];
  #warned = 0;

  connectedCallback() {
    this.append(clone("settings-screen"));
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", ({ target }) => this.#changed(target));
    this.addEventListener("click", ({ target }) => this[`do_${target.closest("[data-act]")?.dataset.act}`]?.());
    this.#stops = [this.app.log.subscribe(({ type }) => type === "user" && this.#account())];
    for (const [name, value] of Object.entries(this.app.settings)) this.#put(name, value);
    this.#account();
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  #put(name, value) {
    const field = this.form.elements[name];
    if (typeof value === "boolean") field.checked = value;
    else field.value = String(value);
  }

  #changed({ name, type, value, checked }) {
    this.app.set({ [name]: type === "checkbox" ? checked : name === "text" ? Number(value) : value });
  }

  #account() {
    const { user, outbox, log } = this.app;
    this.querySelector("[data-account]").hidden = !user;
    this.querySelector("[data-signin]").hidden = outbox.state.enrolled;
    fill(this, { who: user ? phrase("settings.who", { name: user.name }) : phrase("settings.nobody"), forget: "",
      release: phrase("settings.release", { app: log.app }) });
  }

  do_back() { this.app.back(); }

  /** Sends first; what cannot be sent is the walker's to decide. */
  async do_forget() {
    const { outbox, log } = this.app;
    if (!log.state.saved) return this.#tell(phrase("out.unsaved"));
    this.#tell(phrase("out.rest"));
    await outbox.flushNow();
    const n = this.#unsent();
    if (!n) return this.#leave("drop");
    this.querySelector("[data-out]").hidden = false;
    fill(this, { leave: phrase("out.again"), drop: counted("out.drop", n), kept: phrase(canSeal() ? "out.kept" : "out.hidden") });
    this.#tell(counted("out", n));
    return this.querySelector('[data-act="keep"]').focus();
  }

  #unsent() {
    const { entries, photos } = this.app.outbox.state.unsent;
    return entries + photos;
  }

  do_keep() { return this.#leave("keep"); }

  /** The file first, in the person's hands; what is on the phone goes with the second tap. */
  async do_file() {
    const { download, exportZip } = await import("../capture/rescue.js");
    download(await exportZip(this.app.log));
    this.#tell(phrase("out.saved"));
  }

  /** Only a tap on a button that names the number, and a second on one that says so again. */
  do_drop() {
    const n = this.#unsent();
    if (this.#warned !== n) {
      this.#warned = n;
      fill(this, { drop: counted("out.sure", n) });
      return this.#tell(counted("out.sure", n));
    }
    return this.#leave("drop");
  }

  #tell(words) {
    fill(this, { forget: words });
    this.app.say(words);
  }

  async #leave(unsent) {
    try {
      await this.app.outbox.signOut(unsent);
    } catch (error) {
      this.app.log.journal("not signed out", { name: error?.name, message: String(error?.message).slice(0, 200) });
      return this.#tell(phrase("out.failed"));
    }
    return location.replace("/login?next=/capture");
  }
}
customElements.define("settings-screen", SettingsScreen);
