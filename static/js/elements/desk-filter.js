// <desk-filter>: a filter row shows its answer as soon as a choice changes; without it the button does.

class DeskFilter extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.#changed(event.target));
    // An address says what is chosen and nothing more.
    this.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
    });
    this.querySelector("button")?.setAttribute("hidden", "");
  }

  // While a year is being typed, 2, 20 and 202 are days too.
  #changed(field) {
    if (field.type === "date" && field.value && field.value < "2000") return;
    field.form?.requestSubmit();
  }
}

customElements.define("desk-filter", DeskFilter);
