/** The statements of a queue's epochs in a row, and whether such a chain holds. */

import { equal, hex } from "./bytes.js";
import { ChainBroken } from "./errors.js";
import { fingerprint, keyId } from "./keys.js";
import { isSignedBy, readSigned } from "./statements.js";

export const MAX_DAYS = 100;
export const MAX_STATEMENTS = 4_096;
export const NOTHING_BEFORE = new Uint8Array(32);

/** An epoch that nothing may be sealed to on this day: `reason` is `over` or `too-far`. */
export class NotCurrent extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.name = "NotCurrent";
    this.reason = reason;
  }
}

/**
 * A chain that holds, from its first epoch to its last.
 * @typedef {import("./statements.js").Signed[]} Chain
 */

/**
 * Return the newest statement of a chain.
 * @param {Chain} chain
 */
export const lastOf = (chain) => chain[chain.length - 1];

/**
 * Return the chain that these statements are, from epoch 1, and that has what was pinned; throws `ChainBroken`.
 * @param {Uint8Array[]} signed
 * @param {import("./pins.js").Pin | null} pin
 * @returns {Promise<Chain>}
 */
export async function walkChain(signed, pin = null) {
  if (signed.length > MAX_STATEMENTS) throw new ChainBroken(MAX_STATEMENTS + 1, "malformed");
  if (!signed.length) throw new ChainBroken(1, "gap");
  const chain = [];
  const keys = new Set();
  for (const data of signed) {
    chain.push(await step(lastOf(chain), keys, data));
    keys.add(hex(lastOf(chain).statement.public));
  }
  if (pin) checkPin(chain, pin);
  return chain;
}

/**
 * Return a chain that holds with one more statement, or a new one with its first; throws `ChainBroken`.
 * @param {Chain} chain
 * @param {Uint8Array} data
 */
export async function extendChain(chain, data) {
  if (chain.length >= MAX_STATEMENTS) throw new ChainBroken(MAX_STATEMENTS + 1, "malformed");
  const keys = new Set(chain.map(({ statement }) => hex(statement.public)));
  return [...chain, await step(lastOf(chain), keys, data)];
}

/** Read the statement that comes after another, or first, and refuse it for the first reason in this order. */
async function step(before, keys, data) {
  const epoch = before ? before.statement.epoch + 1 : 1;
  const signed = await readSigned(data).catch(() => {
    throw new ChainBroken(epoch, "malformed");
  });
  const { statement } = signed;
  const reason =
    misplaced(statement, before, epoch) || wrongKeys(statement, keys) || (await wronglySigned(signed, before));
  if (reason) throw new ChainBroken(epoch, reason);
  return signed;
}

function misplaced(statement, before, epoch) {
  if (before && !equal(statement.queue, before.statement.queue)) return "other-queue";
  if (statement.epoch !== epoch) return "gap";
  return equal(statement.previous, before ? before.digest : NOTHING_BEFORE) ? "" : "broken-link";
}

function wrongKeys({ public: point, recovery, members }, keys) {
  if (keys.has(hex(point))) return "old-key";
  if (!members.length) return "no-members";
  const named = [point, ...[recovery, ...members].flatMap(({ seal, sign }) => [seal, sign])];
  return new Set(named.map(hex)).size === named.length ? "" : "shared-key";
}

async function wronglySigned(signed, before) {
  const { members, recovery } = (before || signed).statement;
  const named = await signerOf(signed, [...members.map(({ sign }) => sign), ...(before ? [recovery.sign] : [])]);
  if (!named) return "stranger-signed";
  if (!(await isSignedBy(signed, named))) return "bad-signature";
  const { seal, sign } = signed.statement.recovery;
  const changed = !equal(seal, recovery.seal) || !equal(sign, recovery.sign);
  return changed && !equal(named, recovery.sign) ? "recovery-changed" : "";
}

async function signerOf({ signer }, publics) {
  const ids = await Promise.all(publics.map(keyId));
  return publics[ids.findIndex((id) => equal(id, signer))];
}

function checkPin(chain, { queue, epoch, digest }) {
  if (!equal(chain[0].statement.queue, queue)) throw new ChainBroken(1, "other-queue");
  if (chain.length < epoch) throw new ChainBroken(epoch, "rolled-back");
  if (!equal(chain[epoch - 1].digest, digest)) throw new ChainBroken(epoch, "forked");
}

/**
 * Return what a member who saw this chain remembers of it.
 * @param {Chain} chain
 * @returns {import("./pins.js").Pin}
 */
export const pinOf = (chain) => ({
  queue: chain[0].statement.queue,
  epoch: chain.length,
  digest: lastOf(chain).digest,
});

/**
 * Return the key that is sealed to on this day, counted from 1970-01-01; throws `NotCurrent`.
 * @param {Chain} chain
 * @param {number} today
 */
export function currentPublic(chain, today) {
  const { lastDay, public: point } = lastOf(chain).statement;
  // Asked so that a day that is no number is refused too.
  if (!(today <= lastDay)) throw new NotCurrent("over");
  if (!(lastDay - today <= MAX_DAYS)) throw new NotCurrent("too-far");
  return point;
}

/**
 * Return the digits by which people compare a queue: the same in all its epochs.
 * @param {Chain} chain
 */
export const chainFingerprint = (chain) => fingerprint("romduol vault queue", chain[0].digest);

/**
 * Return the digits by which people compare what they see of a queue: others for each end that it is shown with.
 * @param {Chain} chain
 */
export const epochFingerprint = (chain) => fingerprint("romduol vault epoch", lastOf(chain).digest);
