/** How to put the app on the home screen: pictured for an iPhone, offered by the browser elsewhere. */
import { phrase } from "../capture/phrases.js";
import { isInstalled, isIphone } from "../capture/standing.js";
import { clone, fill } from "../capture/view.js";

let offer = null; // Chromium tells once, early, that it would install
addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); offer = event; });

export default class InstallScreen extends HTMLElement {
  connectedCallback() {
    this.append(clone("install-screen"));
    const iphone = isIphone();
    this.querySelector("[data-iphone]").hidden = !iphone;
    this.querySelector("[data-other]").hidden = iphone;
    this.querySelector('[data-act="install"]').hidden = !offer;
    fill(this, { installed: isInstalled() ? phrase("installed") : "" });
    this.addEventListener("click", ({ target }) => {
      const { act } = target.closest("[data-act]")?.dataset ?? {};
      if (act === "back") this.app.back();
      if (act === "install") offer.prompt();
    });
  }
}
customElements.define("install-screen", InstallScreen);
