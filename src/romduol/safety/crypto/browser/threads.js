/** A report and what is written around it, bound together so that only those who read it can write in it. */

import { openBox, openPieces, sealBox, sealPieces } from "./boxes.js";
import { join, part } from "./bytes.js";
import { SealedKind, contextOf } from "./contexts.js";
import { openEnvelope } from "./envelopes.js";
import { malformed } from "./errors.js";
import { PUBLIC_BYTES, SCALAR_BYTES, SECRET_BYTES, newPair, newSecret, openingKey, readPublic } from "./keys.js";
import { openRecord, sealEnvelopes, sealRecord } from "./records.js";

const BOND_BYTES = SECRET_BYTES;
const HEAD_BYTES = BOND_BYTES + PUBLIC_BYTES;
const KEYS = [SCALAR_BYTES, PUBLIC_BYTES, BOND_BYTES];
const KEYS_BYTES = 129;

/**
 * What whoever writes in a thread must know: its report's id, its bond, the reporter's public key.
 * @typedef {{ report: Uint8Array, bond: Uint8Array, reporter: Uint8Array }} Thread
 */

/**
 * The thread as whoever reported holds it: with the key that opens answers.
 * @typedef {{ thread: Thread, key: import("./keys.js").OpeningKey }} OwnThread
 */

/**
 * Seal a report to the current key of each chosen queue, and the reporter's own keys under the receipt's key: `record`
 * and `reporterBox` are for the server, `own` for the sender alone. Throws `malformed` for a key that is none.
 * @param {Uint8Array} report
 * @param {Uint8Array} written
 * @param {Uint8Array[]} queues
 * @param {Uint8Array} receiptKey
 */
export async function beginReport(report, written, queues, receiptKey) {
  const pair = await newPair();
  const thread = { report, bond: newSecret(), reporter: pair.public };
  const payload = join(thread.bond, thread.reporter, written);
  const record = await sealRecord(payload, contextOf(SealedKind.REPORT, report), queues);
  const keys = join(pair.scalar, pair.public, thread.bond);
  const reporterBox = await sealBox(keys, receiptKey, contextOf(SealedKind.REPORTER_KEYS, report));
  return { record, reporterBox, own: { thread, key: await openingKey(pair) } };
}

/**
 * Return a report, as `written`, and its thread, to a queue; throws `NotOpened`.
 * @param {Uint8Array} box
 * @param {Uint8Array} envelope
 * @param {import("./keys.js").OpeningKey} key
 * @param {Uint8Array} report
 */
export async function openReport(box, envelope, key, report) {
  const payload = await openRecord(box, envelope, key, contextOf(SealedKind.REPORT, report));
  if (payload.length < HEAD_BYTES) throw malformed();
  const [bond, reporter] = part(payload, BOND_BYTES, PUBLIC_BYTES);
  await readPublic(reporter);
  checkBond(bond);
  return { written: payload.slice(HEAD_BYTES), thread: { report, bond, reporter } };
}

/**
 * Return the thread to whoever has the receipt; throws `NotOpened`.
 * @param {Uint8Array} box
 * @param {Uint8Array} receiptKey
 * @param {Uint8Array} report
 * @returns {Promise<OwnThread>}
 */
export async function openReporterKeys(box, receiptKey, report) {
  const payload = await openBox(box, receiptKey, contextOf(SealedKind.REPORTER_KEYS, report));
  if (payload.length !== KEYS_BYTES) throw malformed();
  const [scalar, reporter, bond] = part(payload, ...KEYS);
  checkBond(bond);
  return { thread: { report, bond, reporter }, key: await openingKey({ scalar, public: reporter }) };
}

/** Refuse a bond that binds nothing: with it the server could write in the thread. */
function checkBond(bond) {
  if (bond.every((byte) => byte === 0)) throw malformed();
}

/** A thread whose bond is missing would be sealed without one, and the server could write in it. */
function bonded({ bond }) {
  if (bond.length !== BOND_BYTES) throw new RangeError("a bond is 32 bytes");
  return { bond };
}

const sealAs = (kind) => (thread, itself, written, publics) =>
  sealRecord(written, contextOf(kind, itself), publics, bonded(thread));

const openAs = (kind) => (thread, itself, box, envelope, key) =>
  openRecord(box, envelope, key, contextOf(kind, itself), bonded(thread));

/**
 * Seals something written in a thread.
 * @typedef {(thread: Thread, itself: Uint8Array, written: Uint8Array, queues: Uint8Array[]) =>
 *   Promise<import("./records.js").Sealed>} Seal
 */

/**
 * Opens something written in a thread; throws `NotOpened`, `other-key` too where another thread's bond is.
 * @typedef {(thread: Thread, itself: Uint8Array, box: Uint8Array, envelope: Uint8Array,
 *   key: import("./keys.js").OpeningKey) => Promise<Uint8Array>} Open
 */

/**
 * Seal what the reporter adds, to the current key of each queue.
 * @type {Seal}
 */
export const add = sealAs(SealedKind.ADDITION);

/** @type {Open} */
export const openAddition = openAs(SealedKind.ADDITION);

/**
 * Seal an answer: the first envelope to the reporter's key as it stands in the report, one more to each queue.
 * @type {Seal}
 */
export const answer = (thread, itself, written, queues) =>
  sealAs(SealedKind.ANSWER)(thread, itself, written, [thread.reporter, ...queues]);

/** @type {Open} */
export const openAnswer = openAs(SealedKind.ANSWER);

/**
 * Seal what a queue writes down for itself; the bond keeps the server from writing there too.
 * @type {Seal}
 */
export const note = sealAs(SealedKind.NOTE);

/** @type {Open} */
export const openNote = openAs(SealedKind.NOTE);

/**
 * Seal a file that comes in parts of any length, one piece in memory: envelopes for whom it is sealed to, and its box
 * in pieces, made as they are taken.
 * @param {Thread} thread
 * @param {Uint8Array} itself
 * @param {import("./boxes.js").Parts} source
 * @param {Uint8Array[]} publics
 */
export async function attach(thread, itself, source, publics) {
  const secret = newSecret();
  const context = contextOf(SealedKind.ATTACHMENT, itself);
  const envelopes = await sealEnvelopes(secret, context, publics);
  return { envelopes, pieces: sealPieces(source, secret, context, bonded(thread)) };
}

/**
 * Yield a file, one piece in memory; what came before the end counts only with it. Throws `NotOpened`.
 * @param {Thread} thread
 * @param {Uint8Array} itself
 * @param {import("./boxes.js").Parts} source
 * @param {Uint8Array} envelope
 * @param {import("./keys.js").OpeningKey} key
 */
export async function* openAttachment(thread, itself, source, envelope, key) {
  const context = contextOf(SealedKind.ATTACHMENT, itself);
  yield* openPieces(source, await openEnvelope(envelope, key, context), context, bonded(thread));
}
