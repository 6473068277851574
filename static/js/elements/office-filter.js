// <office-filter>: a filter form shows its answer as soon as a choice changes; without it the button does.

class OfficeFilter extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => event.target.form?.requestSubmit());
    this.querySelector("button")?.setAttribute("hidden", "");
  }
}

customElements.define("office-filter", OfficeFilter);
