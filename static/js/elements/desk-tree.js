// <desk-tree>: a nested list with role=tree as one Tab stop; arrows walk it, fold it, and Enter opens a stop.

class DeskTree extends HTMLElement {
  connectedCallback() {
    this.#items().forEach((item, n) => {
      item.tabIndex = n === 0 ? 0 : -1;
      item.querySelector(".tree__link")?.setAttribute("tabindex", "-1");
    });
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusin", (event) => this.#arrive(event.target.closest("[role=treeitem]")));
  }

  #items() { return [...this.querySelectorAll("[role=treeitem]")]; }

  // Those that no folded item hides.
  #seen() { return this.#items().filter((item) => !item.parentElement.closest("[aria-expanded=false]")); }

  #key(event) {
    const item = event.target.closest("[role=treeitem]");
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    const seen = this.#seen();
    const here = seen.indexOf(item);
    const does = {
      ArrowDown: () => seen[here + 1], ArrowUp: () => seen[here - 1], Home: () => seen[0], End: () => seen.at(-1),
      ArrowRight: () => this.#right(item), ArrowLeft: () => this.#left(item), Enter: () => this.#open(item),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does()?.focus();
  }

  #right(item) {
    if (item.getAttribute("aria-expanded") === "false") item.setAttribute("aria-expanded", "true");
    else return item.querySelector("[role=treeitem]");
  }

  #left(item) {
    if (item.getAttribute("aria-expanded") === "true") item.setAttribute("aria-expanded", "false");
    else return item.parentElement.closest("[role=treeitem]");
  }

  #open(item) { item.querySelector(".tree__link")?.click(); }

  #arrive(item) {
    if (!item) return;
    for (const each of this.#items()) each.tabIndex = each === item ? 0 : -1;
  }
}

customElements.define("desk-tree", DeskTree);
