/** A report and what is written around it, bound together so that only those who read it can write in it. */

import { openBox, openPieces, sealBox, sealPieces } from "./boxes.js";
import { equal, hex, join, part } from "./bytes.js";
import { SealedKind, contextOf } from "./contexts.js";
import { openEnvelope } from "./envelopes.js";
import { currentPublic, lastOf } from "./epochs.js";
import { NotOpened, malformed } from "./errors.js";
import { PUBLIC_BYTES, SCALAR_BYTES, SECRET_BYTES, newPair, newSecret, openingKey, readPublic } from "./keys.js";
import { openRecord, sealEnvelopes, sealRecord } from "./records.js";

const BOND_BYTES = SECRET_BYTES;
const DIGEST_BYTES = 32;
export const MAX_QUEUES = 8;

/** A queue that the report of a thread was not sent to. */
export class NotOfThread extends Error {
  constructor() {
    super("the report of this thread was not sent to this queue");
    this.name = "NotOfThread";
  }
}

/**
 * What whoever writes in a thread must know: its report's id, its bond, the reporter's public key, and the digests of
 * the statements that the report was sealed by: the queues that it was sent to.
 * @typedef {{ report: Uint8Array, bond: Uint8Array, reporter: Uint8Array, queues: Uint8Array[] }} Thread
 */

/**
 * The thread as whoever reported holds it: with the key that opens answers.
 * @typedef {{ thread: Thread, key: import("./keys.js").OpeningKey }} OwnThread
 */

/**
 * A thread that begins, with the reporter's own pair: until it is sealed, for the sender alone.
 * @typedef {{ thread: Thread, pair: import("./keys.js").Pair }} Begun
 */

/**
 * Begin a thread, so that files can be attached to it before the report is sealed that names them; throws `RangeError`
 * for no queue, one twice, or more than eight.
 * @param {Uint8Array} report
 * @param {import("./epochs.js").Chain[]} queues
 * @returns {Promise<Begun>}
 */
export async function beginThread(report, queues) {
  const pair = await newPair();
  const thread = { report, bond: newSecret(), reporter: pair.public, queues: queues.map((queue) => lastOf(queue).digest) };
  packQueues(thread.queues);
  return { thread, pair };
}

/**
 * Seal the report of a thread to the current key of each of its queues, and the reporter's own keys under the
 * receipt's key: `record` and `reporterBox` are for the server, `own` for the sender alone. Throws `NotCurrent` where
 * an epoch is over, and `NotOfThread` for another queue than the thread began with.
 * @param {Begun} begun
 * @param {Uint8Array} written
 * @param {import("./epochs.js").Chain[]} queues
 * @param {Uint8Array} receiptKey
 * @param {number} today
 */
export async function sealReport({ thread, pair }, written, queues, receiptKey, today) {
  if (queues.length !== thread.queues.length) throw new NotOfThread();
  const publics = publicsOf(thread, queues, today);
  const named = packQueues(thread.queues);
  const payload = join(thread.bond, thread.reporter, named, written);
  const record = await sealRecord(payload, contextOf(SealedKind.REPORT, thread.report), publics);
  const keys = join(pair.scalar, pair.public, thread.bond, named);
  const reporterBox = await sealBox(keys, receiptKey, contextOf(SealedKind.REPORTER_KEYS, thread.report));
  return { record, reporterBox, own: { thread, key: await openingKey(pair) } };
}

/**
 * Begin a thread and seal its report; throws like `beginThread` and `sealReport`.
 * @param {Uint8Array} report
 * @param {Uint8Array} written
 * @param {import("./epochs.js").Chain[]} queues
 * @param {Uint8Array} receiptKey
 * @param {number} today
 */
export const beginReport = async (report, written, queues, receiptKey, today) =>
  sealReport(await beginThread(report, queues), written, queues, receiptKey, today);

const allDiffer = (digests) => new Set(digests.map(hex)).size === digests.length;

function packQueues(digests) {
  if (!digests.length || digests.length > MAX_QUEUES || !allDiffer(digests)) {
    throw new RangeError("a report goes to one queue at least and to eight at most, each once");
  }
  return join(Uint8Array.of(digests.length), ...digests);
}

/** Return the digests of queues that a payload names next, and what follows them. */
function readQueues(data) {
  const count = data[0];
  if (!count || count > MAX_QUEUES || data.length < 1 + count * DIGEST_BYTES) throw malformed();
  const queues = part(data.subarray(1), ...Array(count).fill(DIGEST_BYTES));
  if (!allDiffer(queues)) throw malformed();
  return { queues, rest: data.slice(1 + count * DIGEST_BYTES) };
}

/** Refuse a bond that binds nothing: with it the server could write in the thread. */
function checkBond(bond) {
  if (bond.every((byte) => byte === 0)) throw malformed();
}

/** Tell whether the report of a thread was sent to the queue of this chain. */
const has = (thread, queue) => queue.some(({ digest }) => thread.queues.some((one) => equal(one, digest)));

/**
 * Return a report, as `written`, and its thread, to a queue; throws `NotOpened`, `other-context` too where it was sent
 * to other queues than the one of this chain.
 * @param {Uint8Array} box
 * @param {Uint8Array} envelope
 * @param {import("./keys.js").OpeningKey} key
 * @param {Uint8Array} report
 * @param {import("./epochs.js").Chain} queue
 */
export async function openReport(box, envelope, key, report, queue) {
  const payload = await openRecord(box, envelope, key, contextOf(SealedKind.REPORT, report));
  const head = BOND_BYTES + PUBLIC_BYTES;
  if (payload.length < head) throw malformed();
  const [bond, reporter] = part(payload, BOND_BYTES, PUBLIC_BYTES);
  checkBond(bond);
  const { queues, rest } = readQueues(payload.subarray(head));
  await readPublic(reporter);
  const thread = { report, bond, reporter, queues };
  if (!has(thread, queue)) throw new NotOpened("other-context");
  return { written: rest, thread };
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
  const head = SCALAR_BYTES + PUBLIC_BYTES + BOND_BYTES;
  if (payload.length < head) throw malformed();
  const [scalar, reporter, bond] = part(payload, SCALAR_BYTES, PUBLIC_BYTES, BOND_BYTES);
  checkBond(bond);
  const { queues, rest } = readQueues(payload.subarray(head));
  if (rest.length) throw malformed();
  return { thread: { report, bond, reporter, queues }, key: await openingKey({ scalar, public: reporter }) };
}

/** A thread whose bond is missing would be sealed without one, and the server could write in it. */
function bonded({ bond }) {
  if (bond.length !== BOND_BYTES) throw new RangeError("a bond is 32 bytes");
  return { bond };
}

function publicsOf(thread, queues, today) {
  if (!queues.every((queue) => has(thread, queue))) throw new NotOfThread();
  return queues.map((queue) => currentPublic(queue, today));
}

const sealAs = (kind) => async (thread, itself, written, queues, today) =>
  sealRecord(written, contextOf(kind, itself), publicsOf(thread, queues, today), bonded(thread));

const openAs = (kind) => (thread, itself, box, envelope, key) =>
  openRecord(box, envelope, key, contextOf(kind, itself), bonded(thread));

/**
 * Seals something written in a thread, to the current key of queues that its report was sent to; throws `NotOfThread`
 * or `NotCurrent`.
 * @typedef {(thread: Thread, itself: Uint8Array, written: Uint8Array, queues: import("./epochs.js").Chain[],
 *   today: number) => Promise<import("./records.js").Sealed>} Seal
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
export async function answer(thread, itself, written, queues, today) {
  const publics = [thread.reporter, ...publicsOf(thread, queues, today)];
  return sealRecord(written, contextOf(SealedKind.ANSWER, itself), publics, bonded(thread));
}

/** @type {Open} */
export const openAnswer = openAs(SealedKind.ANSWER);

const sealNote = sealAs(SealedKind.NOTE);

/**
 * Seal what a queue writes down for itself; the bond keeps the server from writing there too.
 * @param {Thread} thread
 * @param {Uint8Array} itself
 * @param {Uint8Array} written
 * @param {import("./epochs.js").Chain} queue
 * @param {number} today
 */
export const note = (thread, itself, written, queue, today) => sealNote(thread, itself, written, [queue], today);

/** @type {Open} */
export const openNote = openAs(SealedKind.NOTE);

/**
 * Seal a file that comes in parts of any length, one piece in memory: envelopes for whom it is sealed to, the
 * reporter's first where there is one, and its box in pieces, made as they are taken. Throws `NotOfThread` or
 * `NotCurrent`.
 * @param {Thread} thread
 * @param {Uint8Array} itself
 * @param {import("./boxes.js").Parts} source
 * @param {import("./epochs.js").Chain[]} queues
 * @param {number} today
 * @param {{ toReporter?: boolean }} options
 */
export async function attach(thread, itself, source, queues, today, { toReporter = false } = {}) {
  const publics = [...(toReporter ? [thread.reporter] : []), ...publicsOf(thread, queues, today)];
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
