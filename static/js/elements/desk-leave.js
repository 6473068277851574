// <desk-leave>: signing out at the desk of a browser that walks too. What it holds is sent or kept first, on the phone's
// own page: a cookie that goes would leave the walks of one person readable to the next.

class DeskLeave extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      if (!walks()) return;
      event.preventDefault();
      location.assign("/capture#/settings");
    });
  }
}

function walks() {
  try { return localStorage.getItem("shoeleather.user") === "yes"; } catch { return false; }
}

customElements.get("desk-leave") ?? customElements.define("desk-leave", DeskLeave);
