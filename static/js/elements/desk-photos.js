// <desk-photos>: a photo of a walk, large. Arrows and buttons turn, Escape closes, focus goes back where it was.

class DeskPhotos extends HTMLElement {
  #shots = [];
  #here = 0;
  #from = null;

  connectedCallback() {
    this.#shots = [...this.querySelectorAll("li[data-photo]")].map((one) => one.dataset);
    this.dialog = this.querySelector("dialog");
    document.addEventListener("click", this.#clicked);
    this.addEventListener("click", (event) => {
      const turn = event.target.closest("[data-turn]");
      if (turn) this.#turn(Number(turn.dataset.turn));
    });
    this.dialog.addEventListener("keydown", (event) => {
      const turn = { ArrowRight: 1, ArrowLeft: -1, Home: -this.#here, End: this.#shots.length - 1 - this.#here }[event.key];
      if (turn === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.#turn(turn);
    });
    this.dialog.addEventListener("close", () => this.#from?.focus());
  }

  disconnectedCallback() { document.removeEventListener("click", this.#clicked); }

  #clicked = (event) => {
    const shot = event.target.closest?.("a.shot[data-photo]");
    if (!shot || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const at = this.#shots.findIndex((one) => one.photo === shot.dataset.photo);
    if (at < 0) return;
    event.preventDefault();
    this.#from = shot;
    this.#show(at);
    this.dialog.showModal();
  };

  // Past the last comes nothing: the buttons say so.
  #turn(by) { this.#show(Math.max(0, Math.min(this.#shots.length - 1, this.#here + by))); }

  #show(at) {
    this.#here = at;
    const { photo, caption, says } = this.#shots[at];
    const image = this.querySelector(".viewer__img");
    image.src = `/photos/${photo}/display.jpg`;
    image.alt = caption;
    this.querySelector(".viewer__caption").textContent = caption;
    this.querySelector(".viewer__says").textContent = says;
    this.querySelector(".viewer__n").textContent = `Photo ${at + 1} of ${this.#shots.length}`;
    for (const button of this.querySelectorAll("[data-turn]")) {
      const isLast = button.dataset.turn === "1" ? at === this.#shots.length - 1 : at === 0;
      button.setAttribute("aria-disabled", String(isLast));
    }
  }
}

customElements.define("desk-photos", DeskPhotos);
