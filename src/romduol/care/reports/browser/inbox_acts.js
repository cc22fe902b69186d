/** Draws what can be done in a thread; each is sealed in the browser before anything leaves it. */

import { NotCurrent } from "../../../safety/crypto/browser/epochs.js";
import { button, el, field, select } from "../../keys/browser/dom.js";
import { doublesOf } from "./inbox_doubles.js";
import { NotServed } from "./inbox_server.js";
import { LONGEST } from "./inbox_writing.js";
import { OUTCOMES, STATUSES, TAKEN_BACK, hoursAfter, moment } from "./inbox_written.js";

const MOST_FILES = 5;
const MOST_BYTES = 10 * 1024 * 1024;
const LONGEST_TAG = 40;

/** Return the parts of the page with which a member acts in a thread; `first` is the thread that it was merged with. */
export function actsOf(thread, desk, ways, first) {
  const told = el("p", { class: "wrong", role: "alert" });
  /** Do something once, and say in plain words where it did not work: what was typed stays. */
  const doing = (act) => async () => {
    told.textContent = "";
    try {
      ways.done(await act());
    } catch (problem) {
      told.textContent = desk.code("failed", reasonOf(problem));
      told.scrollIntoView({ block: "nearest" });
    }
  };
  const tools = { thread, desk, ways, doing, writing: desk.writing };
  const acts = [answering, statuses, assigning, tagging, escalating, noting, merging, closing];
  return [
    told,
    first && button(desk.say("part"), doing(() => parted(first, thread, desk)), "second"),
    thread.fresh.length > 0 && button(desk.say("dealt_with"), doing(() => desk.writing.dealtWith(thread)), "second"),
    ...acts.map((draw) => draw(tools)),
  ].filter(Boolean);
}

function reasonOf(problem) {
  if (problem instanceof NotServed) return problem.reason;
  if (problem instanceof NotCurrent) return "epoch-over";
  if (problem instanceof TooMuch) return "too-large";
  return "other";
}

class TooMuch extends Error {}

const part = (name, words, ...children) =>
  el("details", { class: `part card act-${name}` }, el("summary", {}, words), ...children);

function answering({ thread, desk, doing, writing }) {
  const text = el("textarea", { rows: "5", maxlength: String(LONGEST), dir: "auto" });
  const file = el("input", { type: "file", multiple: true });
  const send = (kind) => async () => {
    if (!text.value.trim()) return [];
    return writing[kind](thread, text.value, await filesOf(file));
  };
  return part(
    "answer",
    desk.say("act.answer"),
    el("p", { class: "quiet" }, desk.say("answer_hint")),
    field(desk.say("your_words"), text),
    field(desk.say("files_too"), file, desk.say("files_hint")),
    el(
      "div",
      { class: "acts" },
      button(desk.say("send_answer"), doing(send("answer"))),
      button(desk.say("send_question"), doing(send("question")), "second"),
    ),
  );
}

async function filesOf(input) {
  const files = [...input.files];
  if (files.length > MOST_FILES || files.some(({ size }) => size > MOST_BYTES)) throw new TooMuch();
  return Promise.all(
    files.map(async (file) => ({ name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}

function statuses({ thread, desk, doing, writing }) {
  const codes = STATUSES.filter((code) => code !== "closed");
  const status = select(codes.map((code) => [code, desk.code("status", code)]), thread.status || "received");
  return part(
    "status",
    desk.say("act.status"),
    field(desk.say("status"), status, desk.say("status_hint")),
    button(desk.say("set_status"), doing(() => writing.status(thread, status.value))),
  );
}

function assigning({ thread, desk, doing, writing }) {
  const member = select([["", desk.say("nobody")], ...desk.members(thread.queue)], thread.assigned);
  return part(
    "assign",
    desk.say("act.assign"),
    field(desk.say("assign_to"), member),
    button(desk.say("assign"), doing(() => writing.note(thread, { type: "assigned", to: member.value }))),
  );
}

function tagging({ thread, desk, doing, writing }) {
  const tag = el("input", { type: "text", maxlength: String(LONGEST_TAG), dir: "auto" });
  const add = () => (tag.value.trim() ? writing.note(thread, { type: "tag", tag: tag.value.trim() }) : []);
  const remove = (name) => () => writing.note(thread, { type: "tag", tag: name, decision: TAKEN_BACK });
  return part(
    "tag",
    desk.say("act.tag"),
    field(desk.say("new_tag"), tag),
    button(desk.say("add_tag"), doing(async () => add())),
    el(
      "div",
      { class: "chips" },
      thread.tags.map((name) => button(desk.say("remove_tag", { tag: name }), doing(remove(name)), "second small")),
    ),
  );
}

const noDeadline = () => ({ deadline: "" });

function escalating({ thread, desk, doing, writing }) {
  const decision = el("textarea", { rows: "3", maxlength: String(LONGEST), dir: "auto" });
  const deadline = el("input", { type: "datetime-local", value: hoursAfter(moment(desk.clock()), 24) });
  const said = (more) => async () =>
    decision.value.trim() ? writing.note(thread, { type: "escalated", decision: decision.value, ...more() }) : [];
  const made = part(
    "escalate",
    desk.say("act.escalate"),
    el("p", { class: "quiet" }, desk.say("escalate_hint")),
    field(desk.say("decision"), decision),
    field(desk.say("deadline"), deadline),
    el(
      "div",
      { class: "acts" },
      button(desk.say("escalate"), doing(said(() => ({ deadline: deadline.value.slice(0, 16) })))),
      thread.escalation?.deadline && button(desk.say("escalated_done"), doing(said(noDeadline)), "second"),
    ),
  );
  made.open = Boolean(thread.decideBy);
  return made;
}

function noting({ thread, desk, doing, writing }) {
  const text = el("textarea", { rows: "3", maxlength: String(LONGEST), dir: "auto" });
  const add = async () => (text.value.trim() ? writing.note(thread, { type: "comment", text: text.value }) : []);
  return part(
    "note",
    desk.say("act.note"),
    field(desk.say("note_text"), text, desk.say("note_hint")),
    button(desk.say("add_note"), doing(add)),
  );
}

function merging({ thread, desk, ways, doing, writing }) {
  const found = doublesOf(thread, ways.threads);
  const rows = found.slice(0, 10).map(({ thread: other, reasons }) =>
    el(
      "li",
      {},
      el("p", {}, el("b", {}, desk.code("kind", other.report.kind)), " ", desk.when(other.report.at)),
      el("p", { class: "said", dir: "auto" }, [...other.report.what].slice(0, 160).join("")),
      el("p", { class: "quiet" }, reasons.map((reason) => desk.code("alike", reason)).join(" · ")),
      el(
        "div",
        { class: "acts" },
        button(desk.say("merge"), doing(() => writing.note(thread, { type: "merged", with: other.id }))),
        button(desk.say("look_at_it"), async () => ways.open(other.id), "second"),
      ),
    ),
  );
  return part(
    "merge",
    desk.say("act.merge", { number: found.length }),
    el("p", { class: "quiet" }, desk.say("merge_hint")),
    rows.length ? el("ul", { class: "rows" }, rows) : el("p", {}, desk.say("no_doubles")),
  );
}

/** Take back every note that ties one thread to the others of its group. */
async function parted(first, thread, desk) {
  const group = [{ ...first }, ...first.doubles];
  const told = [];
  for (const one of group) {
    for (const other of one.links) {
      if (one.id !== thread.id && other !== thread.id) continue;
      told.push(...(await desk.writing.note(one, { type: "merged", with: other, decision: TAKEN_BACK })));
    }
  }
  return told;
}

function closing({ thread, desk, doing, writing }) {
  const outcome = select(OUTCOMES.map((code) => [code, desk.code("outcome", code)]), "helped");
  const text = el("textarea", { rows: "3", maxlength: String(LONGEST), dir: "auto" });
  return part(
    "close",
    desk.say("act.close"),
    el("p", { class: "quiet" }, desk.say("close_hint")),
    field(desk.say("outcome"), outcome),
    field(desk.say("note_text"), text),
    button(desk.say("close"), doing(() => writing.close(thread, outcome.value, text.value)), "stop"),
  );
}
