/** One secret for one key pair: HPKE (RFC 9180) with everything that names it bound in. */

import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";

import { equal, join, part } from "./bytes.js";
import { CONTEXT_BYTES, expect } from "./contexts.js";
import { damaged, malformed, otherKey } from "./errors.js";
import { KEY_ID_BYTES, PUBLIC_BYTES, SECRET_BYTES, keyId, readPublic } from "./keys.js";

const NAMED_BYTES = CONTEXT_BYTES + KEY_ID_BYTES;
export const ENVELOPE_BYTES = NAMED_BYTES + PUBLIC_BYTES + SECRET_BYTES + 16;

export const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

const infoOf = (named) => join("romduol vault envelope", named);

/**
 * Return the 152 bytes in which only the owner of this public key finds the secret; throws `malformed`.
 * @param {Uint8Array} secret
 * @param {Uint8Array} point
 * @param {Uint8Array} context
 */
export async function sealEnvelope(secret, point, context) {
  if (secret.length !== SECRET_BYTES) throw new RangeError("an envelope holds 32 bytes");
  const recipientPublicKey = await readPublic(point);
  const named = join(context, await keyId(point));
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: infoOf(named) }, secret);
  return join(named, new Uint8Array(enc), new Uint8Array(ct));
}

/**
 * Return the secret of an envelope; throws `NotOpened`.
 * @param {Uint8Array} envelope
 * @param {import("./keys.js").OpeningKey} key
 * @param {Uint8Array} context
 */
export async function openEnvelope(envelope, key, context) {
  expect(envelope, context);
  if (!equal(envelopeKeyId(envelope), await keyId(key.public))) throw otherKey();
  const [named, enc, ciphertext] = part(envelope, NAMED_BYTES, PUBLIC_BYTES, SECRET_BYTES + 16);
  try {
    return new Uint8Array(await suite.open({ recipientKey: key.keys, enc, info: infoOf(named) }, ciphertext));
  } catch {
    throw damaged();
  }
}

/**
 * Return the id of the key that an envelope was sealed to; throws `malformed`.
 * @param {Uint8Array} envelope
 */
export function envelopeKeyId(envelope) {
  if (envelope.length !== ENVELOPE_BYTES) throw malformed();
  return envelope.slice(CONTEXT_BYTES, NAMED_BYTES);
}
