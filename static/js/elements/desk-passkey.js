// <desk-passkey>: asks the browser for a passkey and sends the form it stands in with the answer.
// data-purpose: sign_in | prove | add | join; data-field: the hidden field that takes the answer.
// Its button stays hidden where the browser has no passkeys: the form works without.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

/** What the server asked, with bytes where the browser wants bytes. */
function asked(options) {
  const made = { ...options, challenge: bytes(options.challenge) };
  if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
  if (options.allowCredentials) made.allowCredentials = known(options.allowCredentials);
  if (options.excludeCredentials) made.excludeCredentials = known(options.excludeCredentials);
  return made;
}

/** What the browser answered, as the server reads it. */
function told(credential) {
  const { response } = credential, said = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = text(response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said });
}

const WORDS = {
  NotAllowedError: "No passkey was used. Try again, or come in another way.",
  InvalidStateError: "This device has a passkey for you here already.",
  SecurityError: "This browser allows no passkeys at this address.",
};

class DeskPasskey extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    if (!window.PublicKeyCredential) return;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.#go());
  }

  async #go() {
    const { form } = this.button, field = form.elements[this.dataset.field];
    const needed = [...form.elements].filter((one) => "withKey" in one.dataset);
    if (!needed.every((one) => one.reportValidity())) return;
    this.button.disabled = true;
    this.#say("Follow your browser.");
    try {
      const typed = Object.fromEntries(needed.map((one) => [one.name, one.value]));
      field.value = told(await this.#answer(typed));
      form.submit(); // a password that is not needed now must not hold it back
    } catch (error) {
      this.button.disabled = false;
      this.#say(error.words ?? WORDS[error.name] ?? "That did not work in this browser. Come in another way.");
    }
  }

  async #answer(typed) {
    const reply = await fetch("/passkeys/questions", { method: "POST", headers: { "Content-Type": "application/json",
      Accept: "application/json" }, body: JSON.stringify({ purpose: this.dataset.purpose, link: this.dataset.link ?? "", ...typed }) });
    const json = await reply.json().catch(() => null);
    if (json?.error?.address) location.assign(`${json.error.address}?next=${encodeURIComponent(location.pathname)}`);
    if (!reply.ok) throw Object.assign(new Error("refused"), { words: json?.error?.sentence });
    const publicKey = asked(json.options);
    return json.makes ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
  }

  #say(words) { this.querySelector("[role=status]").textContent = words; }
}

customElements.get("desk-passkey") ?? customElements.define("desk-passkey", DeskPasskey);
