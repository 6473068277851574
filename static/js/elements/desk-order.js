/**
 * A list whose rows can be put in order: by dragging the grip, by arrow keys on it, by the up and down buttons.
 * The order of the rows in the page is the order the form sends; without this script the buttons ask the server.
 */
const EDGE = 56;

class DeskOrder extends HTMLElement {
  #dragged = null;
  #pointerY = 0;

  connectedCallback() {
    // htmx listens on the buttons themselves; catching the click on its way down keeps the move on this page.
    this.addEventListener("click", this.#clicked, true);
    this.addEventListener("keydown", this.#pressed);
    this.addEventListener("pointerdown", this.#lifted);
    this.#dress();
    this.querySelector("[data-fresh]")?.focus();
  }

  #dress() {
    for (const grip of this.querySelectorAll("[data-grip]")) grip.hidden = false;
    const rows = this.#rows();
    rows.forEach((row, place) => {
      row.querySelector("[data-move='-1']").setAttribute("aria-disabled", String(place === 0));
      row.querySelector("[data-move='1']").setAttribute("aria-disabled", String(place === rows.length - 1));
    });
  }

  #rows() {
    return [...this.querySelectorAll("[data-row]")];
  }

  #clicked = (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    this.#move(button.closest("[data-row]"), Number(button.dataset.move));
    button.focus();
  };

  #pressed = (event) => {
    const grip = event.target.closest("[data-grip]");
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!grip || !by) return;
    event.preventDefault();
    this.#move(grip.closest("[data-row]"), by);
    grip.focus();
  };

  #move(row, by) {
    const rows = this.#rows();
    const other = rows[rows.indexOf(row) + by];
    if (other) other[by < 0 ? "before" : "after"](row);
    this.#tell(row);
  }

  #tell(row) {
    this.#dress();
    row.scrollIntoView({ block: "nearest" });
    const rows = this.#rows();
    const words = { name: row.querySelector("[data-name]").value || "This touchpoint",
      place: rows.indexOf(row) + 1, count: rows.length };
    this.querySelector("[data-said]").textContent = this.dataset.moved.replace(/\{(\w+)\}/g, (_, key) => words[key]);
  }

  #lifted = (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    grip.focus();
    grip.setPointerCapture(event.pointerId);
    this.#dragged = grip.closest("[data-row]");
    this.#dragged.classList.add("point--lifted");
    this.#pointerY = event.clientY;
    requestAnimationFrame(this.#scrolling);
    grip.addEventListener("pointermove", this.#dragging);
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) grip.addEventListener(end, this.#dropped);
  };

  #dragging = (event) => {
    this.#pointerY = event.clientY;
    this.#place();
  };

  #scrolling = () => {
    if (!this.#dragged) return;
    const edge = this.#pointerY < EDGE ? -1 : this.#pointerY > innerHeight - EDGE ? 1 : 0;
    if (edge) {
      scrollBy(0, edge * 12);
      this.#place();
    }
    requestAnimationFrame(this.#scrolling);
  };

  #place() {
    const y = this.#pointerY;
    const over = this.#rows().find((row) => {
      const box = row.getBoundingClientRect();
      return row !== this.#dragged && y >= box.top && y <= box.bottom;
    });
    if (!over) return;
    const box = over.getBoundingClientRect();
    const below = this.#dragged.getBoundingClientRect().top < box.top;
    if (below ? y <= box.top + box.height / 2 : y >= box.top + box.height / 2) return;
    // Moving the row would drop the captured pointer with it, so its neighbours are moved around it instead.
    if (below) this.#dragged.before(over);
    else this.#dragged.after(over);
  }

  #dropped = (event) => {
    const grip = event.currentTarget;
    grip.removeEventListener("pointermove", this.#dragging);
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) grip.removeEventListener(end, this.#dropped);
    const row = this.#dragged;
    this.#dragged = null;
    if (!row) return;
    row.classList.remove("point--lifted");
    this.#tell(row);
  };
}

customElements.define("desk-order", DeskOrder);
