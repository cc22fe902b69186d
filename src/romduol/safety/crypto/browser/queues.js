/** Begins the epochs of a queue, and hands the key of each to whoever may read it. */

import { compare, equal, join } from "./bytes.js";
import { openEnvelope, sealEnvelope } from "./envelopes.js";
import { NOTHING_BEFORE, extendChain, lastOf } from "./epochs.js";
import { otherKey } from "./errors.js";
import { fingerprint, isScalar, newPair, openingKey } from "./keys.js";
import { contextOfEpoch, signStatement } from "./statements.js";

/**
 * A signed statement, with the epoch's key in one envelope for each member, in the statement's order, and one for the
 * recovery key.
 * @typedef {{
 *   signed: Uint8Array, envelopes: { member: Uint8Array, envelope: Uint8Array }[], recoveryEnvelope: Uint8Array,
 * }} NewEpoch
 */

/**
 * Return the digits by which people compare an organisation's recovery keys.
 * @param {{ seal: Uint8Array, sign: Uint8Array }} recovery
 */
export const recoveryFingerprint = ({ seal, sign }) => fingerprint("romduol vault recovery", join(seal, sign));

/**
 * Begin a queue; `by` is the signing key of a member listed. Throws `ChainBroken` where no chain may start so.
 * @param {Uint8Array} queue
 * @param {import("./statements.js").Listed[]} members
 * @param {{ seal: Uint8Array, sign: Uint8Array }} recovery
 * @param {import("./keys.js").SigningKey} by
 * @param {number} lastDay
 */
export const foundQueue = (queue, members, recovery, by, lastDay) =>
  begin([], { queue, epoch: 1, previous: NOTHING_BEFORE, recovery, lastDay }, members, by);

/**
 * Begin the next epoch, with these members alone; `by` is the signing key of one whom the last epoch lists. Throws
 * `ChainBroken` where the chain would not hold with it.
 * @param {import("./epochs.js").Chain} chain
 * @param {import("./statements.js").Listed[]} members
 * @param {import("./keys.js").SigningKey} by
 * @param {number} lastDay
 */
export function nextEpoch(chain, members, by, lastDay) {
  const { digest: previous, statement } = lastOf(chain);
  const { queue, recovery } = statement;
  return begin(chain, { queue, epoch: chain.length + 1, previous, recovery, lastDay }, members, by);
}

async function begin(chain, said, members, by) {
  const pair = await newPair();
  const listed = [...members].sort((one, other) => compare(one.member, other.member));
  const statement = { ...said, public: pair.public, members: listed };
  const signed = await signStatement(statement, by);
  await extendChain(chain, signed); // What no browser would take is not begun.
  const seal = (point) => sealEnvelope(pair.scalar, point, contextOfEpoch(statement));
  const sealed = async (one) => ({ member: one.member, envelope: await seal(one.seal) });
  const envelopes = await Promise.all(listed.map(sealed));
  return { signed, envelopes, recoveryEnvelope: await seal(said.recovery.seal) };
}

/**
 * Return the key of an epoch, to whoever an envelope of it is for; throws `NotOpened`, `other-key` too where it is not
 * the key that the chain names, `RangeError` where the chain has no such epoch.
 * @param {import("./epochs.js").Chain} chain
 * @param {number} epoch
 * @param {Uint8Array} envelope
 * @param {import("./keys.js").OpeningKey} key
 */
export const openEpoch = async (chain, epoch, envelope, key) => (await opened(chain, epoch, envelope, key)).key;

/**
 * Return an envelope with the key of an epoch for somebody who reads the newest; throws like `openEpoch`, and
 * `RangeError` for a key that the newest epoch does not name.
 * @param {import("./epochs.js").Chain} chain
 * @param {number} epoch
 * @param {Uint8Array} envelope
 * @param {import("./keys.js").OpeningKey} key
 * @param {Uint8Array} point
 */
export async function grantEpoch(chain, epoch, envelope, key, point) {
  const { members, recovery } = lastOf(chain).statement;
  const named = [recovery.seal, ...members.map(({ seal }) => seal)];
  if (!named.some((each) => equal(each, point))) throw new RangeError("the newest epoch does not name this key");
  const { scalar, context } = await opened(chain, epoch, envelope, key);
  return sealEnvelope(scalar, point, context);
}

async function opened(chain, epoch, envelope, key) {
  if (!chain[epoch - 1]) throw new RangeError("this chain has no such epoch");
  const { statement } = chain[epoch - 1];
  const context = contextOfEpoch(statement);
  const scalar = await openEnvelope(envelope, key, context);
  const found = await openingKey({ scalar, public: statement.public }).catch((problem) => {
    throw isScalar(scalar) ? otherKey() : problem;
  });
  return { scalar, context, key: found };
}
