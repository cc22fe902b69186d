/** What the scripts of members' pages share: bytes as text, words, and asking the server. */

/** The server refused something; `reason` is its word, or `signed-out`, `unreachable`. */
export class Refused extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.name = "Refused";
    this.reason = reason;
  }
}

/** Return bytes as base64url without padding. @param {Uint8Array} bytes */
export function written(bytes) {
  let signs = "";
  for (let at = 0; at < bytes.length; at += 0x8000) signs += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

/** Return the bytes of base64url. @param {string} text */
export function read(text) {
  const signs = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = new Uint8Array(signs.length);
  for (let at = 0; at < signs.length; at++) bytes[at] = signs.charCodeAt(at);
  return bytes;
}

/**
 * Return what asks the server: `get` and `post` for the addresses under `root.dataset.base`.
 * @param {HTMLElement} root
 */
export function server(root) {
  const { base, key } = root.dataset;
  const ask = async (path, more) => {
    // Elsewhere a browser has no cryptography for pages.
    if (!window.isSecureContext) throw new Refused("insecure");
    let answer;
    try {
      answer = await fetch(base + path, { credentials: "same-origin", cache: "no-store", redirect: "manual", ...more });
    } catch {
      throw new Refused("unreachable");
    }
    // Whoever is signed out is led to the sign-in page by every address, or finds nothing there.
    const told = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.type === "opaqueredirect" || (answer.status === 404 && !told)) throw new Refused("signed-out");
    if (!told) throw new Refused("unreachable");
    const body = await answer.json();
    if (!answer.ok) throw new Refused(body.error || "unreachable");
    return body;
  };
  const headers = { "Content-Type": "application/json", "X-CSRFToken": key };
  return {
    get: (path) => ask(path, {}),
    post: (path, body) => ask(path, { method: "POST", headers, body: JSON.stringify(body) }),
  };
}

/** Return what a page holds for its script, such as its words. @param {string} id */
export const givenIn = (id) => JSON.parse(document.getElementById(id).textContent);
