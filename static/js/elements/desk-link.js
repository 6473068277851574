// <desk-link>: opens a link by the secret behind its #, which the browser sends nowhere: it goes out in the body of a
// form, and what comes back takes the page's place. A link pasted into the form is opened the same way.
// The # stays in the address bar: a reload, another browser or a forwarded address then still has the whole link.

const SECRET = /^#([\w-]{20,})/;
const behind = () => SECRET.exec(location.hash)?.[1] ?? "";
const OPENED = "opened";

/** What the server answers; parsed as a document by the request itself, it needs no trusted type. */
const asked = (address, secret) => new Promise((done) => {
  const request = new XMLHttpRequest();
  request.open("POST", address);
  request.responseType = "document";
  request.overrideMimeType("text/html"); // an answer without words would be read as broken XML, with a style of its own
  request.setRequestHeader("Accept", "text/html");
  request.setRequestHeader("Prefer", "return=minimal"); // of a shared page only the cookie
  request.onloadend = () => done(request);
  request.send(new URLSearchParams({ secret }));
});

class DeskLink extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const pasted = this.form.elements.secret.value.trim().split("#").at(-1);
      history.replaceState(null, "", `#${pasted}`);
      this.open(pasted);
    });
    if (behind()) this.open(behind());
  }

  async open(secret) {
    this.form.hidden = true;
    this.say("Opening the link …", "");
    const { status, response } = await asked(this.form.getAttribute("action"), secret);
    if (status === 204) return this.again();
    if (!response?.querySelector("main")) return this.offer("There is no connection just now. Look at it, then try again.");
    document.title = response.title;
    document.body.replaceWith(document.adoptNode(response.body));
  }

  /** The cookie is here, so this address shows the page. Without cookies it would come back here for ever. */
  again() {
    if (history.state === OPENED) return this.offer("This browser keeps no cookies from here, and without one the page cannot be shown. Allow them, then try again.");
    history.replaceState(OPENED, "");
    location.reload();
  }

  offer(words) {
    this.form.elements.secret.value = location.href;
    this.form.hidden = false;
    this.say(words, "refusal");
  }

  say(words, kind) {
    const said = this.querySelector("[role=status]");
    Object.assign(said, { hidden: false, className: kind, textContent: words });
  }
}

// Another link for the page that is open changes only what stands behind the #.
addEventListener("hashchange", () => { if (behind()) location.reload(); });

// A way to a place on the page must not take the secret out of the address.
addEventListener("click", (event) => {
  const to = behind() && event.target.closest?.("a[href^='#']");
  const place = to && document.getElementById(to.getAttribute("href").slice(1));
  if (!place) return;
  event.preventDefault();
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus();
  place.scrollIntoView();
});

if (!document.querySelector("desk-link") && history.state === OPENED) history.replaceState(null, "");

customElements.get("desk-link") ?? customElements.define("desk-link", DeskLink);
