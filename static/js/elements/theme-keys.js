// <theme-keys>: group answers without the mouse. In an empty box a digit puts in the theme of that number;
// Enter goes on to the next box, Ctrl and Enter saves.
class ThemeKeys extends HTMLElement {
  connectedCallback() { this.addEventListener("keydown", (event) => this.press(event)); }

  press(event) {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type === "hidden" || event.isComposing) return;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.next(box);
    } else if (event.key === "Enter") {
      event.preventDefault();
      box.form.requestSubmit();
    } else if (/^[1-9]$/.test(event.key) && !box.value && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const theme = this.querySelectorAll("[data-theme]")[event.key - 1]?.dataset.theme;
      if (!theme) return;
      event.preventDefault();
      box.value = theme;
      this.next(box);
    }
  }

  next(box) {
    const boxes = [...this.querySelectorAll("input:not([type=hidden])")];
    (boxes[boxes.indexOf(box) + 1] ?? this.querySelector("button[type=submit]")).focus();
  }
}

customElements.get("theme-keys") ?? customElements.define("theme-keys", ThemeKeys);
