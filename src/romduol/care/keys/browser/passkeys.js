/** A passkey as a device secret: 32 bytes that it makes of a salt (WebAuthn's PRF), and that no server ever sees. */

import { randomBytes } from "../../../safety/crypto/browser/keys.js";
import { read, written } from "./page.js";

const NEEDED = "required";

/** Tell whether this browser may have passkeys at all. */
export const hasPasskeys = () => Boolean(window.PublicKeyCredential && navigator.credentials);

/**
 * Make a passkey and return its name, a new salt and the device secret; null where it makes no secrets.
 * @param {string} name what the device calls whom it is for
 * @returns {Promise<{ passkey: string, salt: Uint8Array, secret: Uint8Array } | null>}
 */
export async function newPasskey(name) {
  const salt = randomBytes(32);
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: randomBytes(32),
      rp: { name: "Romduol" },
      user: { id: randomBytes(16), name, displayName: name },
      pubKeyCredParams: [-7, -257].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { userVerification: NEEDED },
      extensions: { prf: { eval: { first: salt } } },
    },
  });
  const told = made.getClientExtensionResults().prf;
  if (!told || !told.enabled) return null;
  const passkey = written(new Uint8Array(made.rawId));
  return { passkey, salt, secret: secretIn(told) || (await passkeySecret(passkey, salt)) };
}

/**
 * Return the device secret of a passkey; throws where it does not answer.
 * @param {string} passkey
 * @param {Uint8Array} salt
 */
export async function passkeySecret(passkey, salt) {
  const found = await navigator.credentials.get({
    publicKey: {
      challenge: randomBytes(32),
      allowCredentials: [{ type: "public-key", id: read(passkey) }],
      userVerification: NEEDED,
      extensions: { prf: { eval: { first: salt } } },
    },
  });
  const secret = secretIn(found.getClientExtensionResults().prf);
  if (!secret) throw new Error("no secret");
  return secret;
}

function secretIn(told) {
  const first = told && told.results && told.results.first;
  const secret = first ? new Uint8Array(first) : null;
  return secret && secret.length === 32 ? secret : null;
}
