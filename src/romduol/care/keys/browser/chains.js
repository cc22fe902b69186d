/** Walks the chains that a server shows against what a member has seen before; whatever does not fit is an alarm. */

import { equal, hex } from "../../../safety/crypto/browser/bytes.js";
import { idBytes, idText } from "../../../safety/crypto/browser/contexts.js";
import { MAX_DAYS, lastOf, pinOf, walkChain } from "../../../safety/crypto/browser/epochs.js";
import { ChainBroken } from "../../../safety/crypto/browser/errors.js";
import { openEpoch } from "../../../safety/crypto/browser/queues.js";
import { read } from "./page.js";

/** Something that stops everything: `reason` is a word, `queue` whose inbox it is about, `epoch` where, if known. */
export class Alarm extends Error {
  /**
   * @param {string} reason
   * @param {{ name?: Record<string, string>, kind?: string } | null} queue
   * @param {number} epoch
   */
  constructor(reason, queue, epoch = 0) {
    super(reason);
    this.name = "Alarm";
    this.reason = reason;
    this.queue = queue;
    this.epoch = epoch;
  }
}

/** Return a day of the server as days since 1970-01-01. @param {string} day */
export const dayNumber = (day) => Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000);

/**
 * Return a day as people write it, such as "28 November 2026", of days since 1970-01-01.
 * @param {number} number
 * @param {string[]} months their names, from January on
 */
export function dayText(number, months) {
  const on = new Date(number * 86_400_000);
  return `${on.getUTCDate()} ${months[on.getUTCMonth()]} ${on.getUTCFullYear()}`;
}

/**
 * Return the queues that a server shows, each walked and with the epochs that these keys open. Throws `Alarm` where a
 * chain does not hold, or one that was seen before is not shown.
 * @param {any} shown what `data/chains` answered
 * @param {import("../../../safety/crypto/browser/members.js").MemberKeys} keys
 * @param {import("../../../safety/crypto/browser/pins.js").Pin[]} pins
 */
export async function walkAll(shown, keys, pins) {
  const queues = [];
  for (const told of shown.queues) queues.push(await walkOne(told, shown.member, keys, pinFor(pins, told.id)));
  const seen = new Set(queues.filter(({ chain }) => chain.length).map(({ id }) => id));
  for (const pin of pins) if (!seen.has(idText(pin.queue))) throw new Alarm("missing", null, pin.epoch);
  return queues;
}

const pinFor = (pins, id) => pins.find(({ queue }) => idText(queue) === id) || null;

async function walkOne(told, member, keys, pin) {
  const chain = await walked(told, pin);
  const listed = chain.length ? lastOf(chain).statement.members : [];
  const own = listed.find((one) => idText(one.member) === member);
  if (own && !(equal(own.seal, keys.seal.public) && equal(own.sign, keys.sign.public))) throw new Alarm("own-key", told);
  if (listed.some((one) => !isToldAs(one, told.members))) throw new Alarm("member-key", told, chain.length);
  if (chain.length && !isRecovery(lastOf(chain), told.recovery)) throw new Alarm("recovery-other", told, chain.length);
  const { epochs, closed } = await opened(chain, told.envelopes, keys);
  return { id: told.id, kind: told.kind, name: told.name, told, chain, epochs, closed, mine: Boolean(own) };
}

/** Custodians who were never announced may be somebody who found three sheets: what they signed does not count here. */
const isRecovery = ({ statement: { recovery } }, told) =>
  Boolean(told) && equal(read(told.seal), recovery.seal) && equal(read(told.sign), recovery.sign);

/**
 * Tell whether the last epoch of a chain is the first that names its custodians' keys, and not the first of all.
 * @param {import("../../../safety/crypto/browser/epochs.js").Chain} chain
 */
export function recoveryIsNew(chain) {
  const [before, last] = chain.slice(-2).map(({ statement }) => statement.recovery);
  return Boolean(last) && !(equal(before.seal, last.seal) && equal(before.sign, last.sign));
}

/** An id keeps its keys for good: whoever begins anew has another id, so other keys under one that is listed are forged. */
function isToldAs({ member, seal, sign }, members) {
  const same = members.filter((one) => one.member === idText(member));
  return same.every((one) => equal(read(one.seal), seal) && equal(read(one.sign), sign));
}

async function walked(told, pin) {
  if (!told.signed.length) return [];
  try {
    const chain = await walkChain(told.signed.map(read), pin);
    if (idText(chain[0].statement.queue) !== told.id) throw new ChainBroken(1, "other-queue");
    return chain;
  } catch (problem) {
    if (problem instanceof ChainBroken) throw new Alarm(problem.reason, told, problem.epoch);
    throw new Alarm("malformed", told);
  }
}

/** Open what can be opened: an envelope that holds nothing is no alarm, but its epoch stays closed, and that is said. */
async function opened(chain, envelopes, keys) {
  const epochs = new Map();
  const closed = [];
  for (const { epoch, data } of envelopes) {
    try {
      epochs.set(epoch, await openEpoch(chain, epoch, read(data), keys.seal));
    } catch {
      closed.push(epoch);
    }
  }
  return { epochs, closed };
}

/**
 * Return what a member remembers from now on: the end of every chain; null where nothing changed.
 * @param {{ chain: import("../../../safety/crypto/browser/epochs.js").Chain }[]} queues
 * @param {import("../../../safety/crypto/browser/pins.js").Pin[]} before
 */
export function newPins(queues, before) {
  const pins = queues.filter(({ chain }) => chain.length).map(({ chain }) => pinOf(chain));
  const same = (pin) => before.some((one) => equal(one.queue, pin.queue) && equal(one.digest, pin.digest));
  return pins.length === before.length && pins.every(same) ? null : pins;
}

/**
 * Compare what people who report are shown with what we are shown; throws `Alarm`. Returns whether anything was
 * compared: the public side may lie on another machine.
 * @param {any[]} queues as `walkAll` returns them
 * @param {{ today: string, inbox_hours: number }} shown
 * @param {any} offered what `r/q` answered; null where it did not
 */
export function compareOffered(queues, shown, offered) {
  if (!offered || !Array.isArray(offered.queues)) return false;
  const ends = new Map(offered.queues.map((one) => [one.id, one.signed]));
  for (const queue of queues.filter(({ chain }) => chain.length)) {
    const signed = ends.get(queue.id);
    if (signed && !sameEnd(signed, queue.chain)) throw new Alarm("public-other", queue.told, queue.chain.length);
    if (!signed && shouldBeOffered(queue, shown)) throw new Alarm("public-missing", queue.told, queue.chain.length);
  }
  return true;
}

const sameEnd = (signed, chain) =>
  Array.isArray(signed) &&
  signed.length === chain.length &&
  signed.every((one, at) => hex(read(one)) === hex(chain[at].data));

/** Tell whether a queue has to be among those that are offered; at the edge of an hour either may be right. */
function shouldBeOffered({ told, chain }, { today, inbox_hours: hours }) {
  const { lastDay } = lastOf(chain).statement;
  const day = dayNumber(today);
  const current = day < lastDay && lastDay - day <= MAX_DAYS;
  const ago = told.opened_hours_ago;
  return told.kind !== "audit" && !told.paused && current && ago !== null && ago < hours - 1;
}

const KHMER_ZERO = 0x17e0;

/** Return the digits of a text, Khmer ones as ASCII. @param {string} text */
const digitsOf = (text) =>
  text.replace(/[០-៩]/g, (sign) => String(sign.charCodeAt(0) - KHMER_ZERO)).replace(/[^0-9]/g, "");

/** Tell whether a fingerprint was typed as it is, all of it; blanks do not matter. */
export const isSame = (typed, fingerprint) => digitsOf(typed) === digitsOf(fingerprint);

/** Return the bytes of a queue's id. @param {{ id: string }} queue */
export const queueBytes = ({ id }) => idBytes(id);
