/** Seals what a member writes in a thread, to the current key of its queue, and hands it to the server. */

import { gathered } from "../../../safety/crypto/browser/boxes.js";
import { hex } from "../../../safety/crypto/browser/bytes.js";
import { SealedKind, idBytes } from "../../../safety/crypto/browser/contexts.js";
import { answer as sealAnswer, attach, note as sealNote } from "../../../safety/crypto/browser/threads.js";
import { written as base64 } from "../../keys/browser/page.js";
import * as inside from "./inbox_written.js";
import { fileName, packJson, readJson } from "./inbox_written.js";

const DAY = 86_400_000;

/** An answer may be this long: in Khmer it still fits one request of the desk. */
export const LONGEST = 4_000;

/**
 * Return what a member can do in threads. `queues` are those that were unlocked, `clock` gives the time.
 * @param {{ server: object, queues: Map<string, object>, member: () => string, clock: () => Date }} desk
 */
export function writingOf({ server, queues, member, clock }) {
  const today = () => Math.floor(clock().getTime() / DAY);
  const chainOf = ({ queue }) => queues.get(queue).chain;
  const lastEpoch = (chain) => chain[chain.length - 1].statement.epoch;

  const named = (thread, list) => {
    const reporter = list.length > 1 ? [{ queue: null, epoch: null, data: list[0] }] : [];
    return [...reporter, { queue: thread.queue, epoch: lastEpoch(chainOf(thread)), data: list[list.length - 1] }];
  };

  /** Hand in one record with its files, and return them as the inbox has what it opened itself. */
  const write = async (thread, kind, said, { id, box, envelopes }, { close = false, files = [] } = {}) => {
    const kept = { id, thread: thread.id, kind, box, envelopes: named(thread, envelopes) };
    const attached = files.map((file) => ({
      ...{ id: file.told.id, thread: thread.id, kind: SealedKind.ATTACHMENT, box: new Uint8Array() },
      envelopes: named(thread, file.envelopes),
    }));
    const record = { id, kind, box: base64(box), envelopes: kept.envelopes.map(onTheWay) };
    const attachedOnTheWay = attached.map((one) => ({ id: one.id, envelopes: one.envelopes.map(onTheWay) }));
    await server.write({ thread: thread.id, record, files: attachedOnTheWay, close }, files.map((file) => file.box));
    const opened = (one, what) => ({ ...openedAs(thread, one), said: what });
    return [opened(kept, said), ...attached.map((one) => opened(one, {}))];
  };

  const note = async (thread, written) => {
    const id = crypto.randomUUID();
    const packed = packJson({ ...written, member: member(), ...inside.written(clock()) });
    const sealed = await sealNote(thread.bond, idBytes(id), packed, chainOf(thread), today());
    return write(thread, SealedKind.NOTE, inside.note(readJson(packed)), { id, ...sealed });
  };

  const seal = async (thread, file) => {
    const id = crypto.randomUUID();
    const options = { toReporter: true };
    const made = await attach(thread.bond, idBytes(id), [file.bytes], [chainOf(thread)], today(), options);
    const box = await gathered(made.pieces);
    const sha256 = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", box)));
    const told = { id, name: fileName(file.name), type: file.type, size: file.bytes.length, sha256, original: true };
    return { box, envelopes: made.envelopes, told };
  };

  const answer = async (thread, written, { files = [], close = false } = {}) => {
    const sealedFiles = [];
    for (const file of files) sealedFiles.push(await seal(thread, file));
    const id = crypto.randomUUID();
    const told = sealedFiles.map((file) => file.told);
    const packed = packJson({ text: "", ...written, ...inside.written(clock()), files: told });
    const sealed = await sealAnswer(thread.bond, idBytes(id), packed, [chainOf(thread)], today());
    const said = inside.answer(readJson(packed));
    return write(thread, SealedKind.ANSWER, said, { id, ...sealed }, { close, files: sealedFiles });
  };

  /** Note what has been dealt with only after the answer is there: a thread waits too long rather than not at all. */
  const dealtWith = (thread, answered = "") =>
    note(thread, { type: "answered", with: answered, seen: thread.fresh.map(({ id }) => id) });

  const answered = async (thread, written, files = []) => {
    const told = await answer(thread, written, { files });
    return [...told, ...(await dealtWith(thread, told[0].id))];
  };

  return {
    note,
    dealtWith,
    answer: (thread, text, files) => answered(thread, { type: "answer", text }, files),
    question: (thread, text, files) => answered(thread, { type: "question", text }, files),
    status: (thread, status) => answer(thread, { type: "status", status }),
    /** Close for good: the server is told to let it expire last, once the end stands in the thread. */
    close: async (thread, outcome, text) => [
      ...(await dealtWith(thread)),
      ...(await note(thread, { type: "closed", outcome, text })),
      ...(await answer(thread, { type: "status", status: "closed" }, { close: true })),
    ],
  };
}

const onTheWay = ({ queue, epoch, data }) => ({ queue, epoch, data: base64(data) });

const openedAs = (thread, kept) => ({
  id: kept.id,
  thread: thread.id,
  kind: kept.kind,
  queue: thread.queue,
  problem: "",
  bond: null,
  kept,
});
