/** Ticks the channels that the chosen digital access closes, until someone has ticked one by hand. */
class DeskAccess extends HTMLElement {
  #byHand = this.dataset.kept === "yes";

  connectedCallback() {
    this.querySelector("[data-suggest]")?.setAttribute("hidden", "");
    this.addEventListener("change", (event) => {
      if (event.target.name === "closed_channels") this.#byHand = true;
      if (event.target.name === "digital_access" && !this.#byHand) this.#tick(event.target.dataset.closes.split(" "));
    });
  }

  #tick(closed) {
    for (const box of this.querySelectorAll("[name=closed_channels]")) box.checked = closed.includes(box.value);
  }
}

customElements.define("desk-access", DeskAccess);
