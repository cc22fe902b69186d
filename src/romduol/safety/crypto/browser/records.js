/** A record: one box, and one envelope for each key that may open it. */

import { openBox, sealBox } from "./boxes.js";
import { openEnvelope, sealEnvelope } from "./envelopes.js";
import { newSecret } from "./keys.js";

/**
 * A sealed record: a box, and envelopes in the order of the keys that it was sealed to.
 * @typedef {{ box: Uint8Array, envelopes: Uint8Array[] }} Sealed
 */

/**
 * Seal a payload to every key; throws `malformed` for a key that is none, `RangeError` where there is no key.
 * @param {Uint8Array} payload
 * @param {Uint8Array} context
 * @param {Uint8Array[]} publics
 * @param {{ bond?: Uint8Array }} making
 * @returns {Promise<Sealed>}
 */
export async function sealRecord(payload, context, publics, making) {
  const secret = newSecret();
  const envelopes = await sealEnvelopes(secret, context, publics);
  return { box: await sealBox(payload, secret, context, making), envelopes };
}

/**
 * Seal the secret of a box to every key; throws like `sealRecord`.
 * @param {Uint8Array} secret
 * @param {Uint8Array} context
 * @param {Uint8Array[]} publics
 */
export async function sealEnvelopes(secret, context, publics) {
  if (!publics.length) throw new RangeError("a record that nobody can open is lost");
  return Promise.all(publics.map((point) => sealEnvelope(secret, point, context)));
}

/**
 * Return the payload of a record; throws `NotOpened`.
 * @param {Uint8Array} box
 * @param {Uint8Array} envelope
 * @param {import("./keys.js").OpeningKey} key
 * @param {Uint8Array} context
 * @param {{ bond?: Uint8Array }} making
 */
export const openRecord = async (box, envelope, key, context, making) =>
  openBox(box, await openEnvelope(envelope, key, context), context, making);
