/** Shows what is usual for the chosen channel in the empty "should be" fields. */
class DeskUsual extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      if (event.target.name === "tp-channel") this.#show(event.target.selectedOptions[0]);
    });
    const channel = this.querySelector("[name=tp-channel]");
    if (channel) this.#show(channel.selectedOptions[0]);
  }

  #show(option) {
    for (const field of this.querySelectorAll("[data-usual]")) field.placeholder = option.dataset[field.dataset.usual];
  }
}

customElements.define("desk-usual", DeskUsual);
