/** Opens sealed records with the keys of this member's queues: in batches, and what does not open says why. */

import { hex } from "../../../safety/crypto/browser/bytes.js";
import { SealedKind, contextOf, idBytes } from "../../../safety/crypto/browser/contexts.js";
import { NotOpened } from "../../../safety/crypto/browser/errors.js";
import { openRecord } from "../../../safety/crypto/browser/records.js";
import {
  openAddition, openAnswer, openAttachment, openNote, openReport,
} from "../../../safety/crypto/browser/threads.js";
import * as written from "./inbox_written.js";

export const BATCH = 100;
const OPENERS = {
  [SealedKind.ADDITION]: [openAddition, written.addition],
  [SealedKind.ANSWER]: [openAnswer, written.answer],
  [SealedKind.NOTE]: [openNote, written.note],
};

/**
 * A record as the server hands it out.
 * @typedef {{ id: string, thread: string, kind: number, box: Uint8Array,
 *   envelopes: { queue: string, epoch: number, data: Uint8Array }[] }} Kept
 */

/**
 * A queue of this member: its chain, and the key of each epoch that they have.
 * @typedef {{ id: string, chain: import("../../../safety/crypto/browser/epochs.js").Chain,
 *   epochs: Map<number, import("../../../safety/crypto/browser/keys.js").OpeningKey> }} Queue
 */

/**
 * A record that was tried: `said` is what it says, or null with the `problem`: `no-key`, `no-report`, `unreadable`, or
 * a reason of the specification.
 * @typedef {{ id: string, thread: string, kind: number, queue: string, said: object | null, problem: string,
 *   bond: object | null, kept: Kept }} Tried
 */

/**
 * Open records; reports first, since what is written around them is bound to them. `told` hears how far it is.
 * @param {Kept[]} records
 * @param {Map<string, Queue>} queues
 * @param {(done: number, all: number) => void} told
 * @returns {Promise<Tried[]>}
 */
export async function openAll(records, queues, told = () => {}) {
  const reports = records.filter(({ kind }) => kind === SealedKind.REPORT);
  const others = records.filter(({ kind }) => kind !== SealedKind.REPORT);
  let done = 0;
  const batched = async (all, open) => {
    const tried = [];
    for (let at = 0; at < all.length; at += BATCH) {
      const batch = all.slice(at, at + BATCH);
      tried.push(...(await Promise.all(batch.map(open))));
      told((done += batch.length), records.length);
      await breath();
    }
    return tried;
  };
  const opened = await batched(reports, (one) => tryReport(one, queues));
  const bonds = new Map(opened.filter(({ bond }) => bond).map(({ id, bond }) => [id, bond]));
  return [...opened, ...(await batched(others, (one) => tryOther(one, queues, bonds.get(one.thread))))];
}

/** Let the page draw, and the lock button be pressed. */
const breath = () => new Promise((resolve) => setTimeout(resolve));

/** Return the first envelope that this member has the key for. */
export function envelopeFor(kept, queues) {
  for (const { queue, epoch, data } of kept.envelopes) {
    const key = queues.get(queue)?.epochs.get(epoch);
    if (key) return { queue: queues.get(queue), key, data };
  }
  return null;
}

async function attempt(kept, queues, open) {
  const found = envelopeFor(kept, queues);
  const queue = found?.queue.id ?? kept.envelopes.find(({ queue: id }) => queues.has(id))?.queue ?? "";
  const tried = { id: kept.id, thread: kept.thread, kind: kept.kind, queue, said: null, problem: "", bond: null, kept };
  if (!found) return { ...tried, problem: "no-key" };
  try {
    const more = await open(found);
    return { ...tried, ...more, problem: more.said ? "" : "unreadable" };
  } catch (problem) {
    return { ...tried, problem: problem instanceof NotOpened ? problem.reason : "damaged" };
  }
}

const tryReport = (kept, queues) =>
  attempt(kept, queues, async ({ queue, key, data }) => {
    // A thread is called by the id of its report; a report under another name would be somebody else's answer.
    if (kept.thread !== kept.id) throw new NotOpened("other-context");
    const opened = await openReport(kept.box, data, key, idBytes(kept.id), queue.chain);
    const said = written.readJson(opened.written);
    return { said: said && written.report(said), bond: opened.thread };
  });

const tryOther = (kept, queues, bond) =>
  kept.kind === SealedKind.AUDIT_ENTRY ? tryAudit(kept, queues) : tryBound(kept, queues, bond);

const tryBound = (kept, queues, bond) =>
  attempt(kept, queues, async ({ key, data }) => {
    if (!bond) throw new NotOpened("no-report");
    if (kept.kind === SealedKind.ATTACHMENT) return { said: {} };
    const [open, read] = OPENERS[kept.kind] ?? [];
    if (!open) throw new NotOpened("malformed");
    const said = written.readJson(await open(bond, idBytes(kept.id), kept.box, data, key));
    return { said: said && read(said) };
  });

const tryAudit = (kept, queues) =>
  attempt(kept, queues, async ({ key, data }) => {
    const context = contextOf(SealedKind.AUDIT_ENTRY, idBytes(kept.id));
    const said = written.readJson(await openRecord(kept.box, data, key, context, {}));
    return { said: said && { action: String(said.action), day: String(said.day), member: String(said.member ?? "") } };
  });

/**
 * Return a file as it was sent; throws `NotOpened`, `damaged` too where its box is not the one that was named.
 * @param {Uint8Array} box
 * @param {Kept} kept
 * @param {Map<string, Queue>} queues
 * @param {object} bond
 * @param {string} digest hexadecimal
 */
export async function openFile(box, kept, queues, bond, digest) {
  const found = envelopeFor(kept, queues);
  if (!found) throw new NotOpened("no-key");
  if (digest && hex(new Uint8Array(await crypto.subtle.digest("SHA-256", box))) !== digest) {
    throw new NotOpened("damaged");
  }
  const parts = [];
  for await (const part of openAttachment(bond, idBytes(kept.id), [box], found.data, found.key)) parts.push(part);
  return parts;
}
