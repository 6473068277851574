/** How this phone shows things, and signing it out without losing anything. */
import { counted, phrase } from "../capture/phrases.js";
import { clone, fill } from "../capture/view.js";

export default class SettingsScreen extends HTMLElement {
  #stops = [];
  #warned = false;

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

  /** With something unsent the first tap explains; nothing on the phone is ever wiped by it. */
  async do_forget() {
    const { entries, photos } = this.app.outbox.state.unsent;
    const n = entries + photos;
    if (n && !this.#warned) {
      this.#warned = true;
      fill(this, { forget: counted("forget", n) });
      return this.app.say(counted("forget", n));
    }
    await this.app.outbox.forgetToken();
    return this.#account();
  }
}
customElements.define("settings-screen", SettingsScreen);
