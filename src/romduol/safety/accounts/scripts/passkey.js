/* Asks the browser for a passkey and sends its answer with the form; without it every page works with codes. */
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const written = (buffer) => {
    const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const ask = async (form, kind, options) => {
    options.challenge = bytes(options.challenge);
    if (kind === "get") {
      options.allowCredentials = listed(options.allowCredentials);
      return navigator.credentials.get({ publicKey: options });
    }
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = listed(options.excludeCredentials);
    const login = form.elements.login && form.elements.login.value.trim();
    if (login) options.user.name = options.user.displayName = login;
    return navigator.credentials.create({ publicKey: options });
  };

  const answer = (found) => {
    const response = { clientDataJSON: written(found.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature"]) {
      if (found.response[part]) response[part] = written(found.response[part]);
    }
    const id = written(found.rawId);
    return JSON.stringify({ id, rawId: id, type: found.type, response });
  };

  for (const part of document.querySelectorAll("[data-passkey]")) {
    const form = part.closest("form");
    const button = part.querySelector("button");
    const failed = part.querySelector(".wrong");
    part.hidden = false;
    button.addEventListener("click", async () => {
      failed.hidden = true;
      if (part.dataset.passkey === "create" && !form.reportValidity()) return;
      try {
        const found = await ask(form, part.dataset.passkey, JSON.parse(part.dataset.ask));
        form.elements.answer.value = answer(found);
      } catch {
        failed.hidden = false;
        return;
      }
      form.submit();
    });
  }
})();
