/** Draws one thread: first what its reporter allows, then what was said and written, then what can be done. */

import { button, clear, el, fill } from "../../keys/browser/dom.js";
import { actsOf } from "./inbox_acts.js";
import { fileRow } from "./inbox_files.js";
import { marks } from "./inbox_list.js";

const REPORT = 0x10;
const ANSWER = 0x12;
const NOTE = 0x14;
const PASSES_ON = ["pass_without_name", "pass_in_full"];

/**
 * Draw a thread, and those that were merged with it, into a node.
 * @param {HTMLElement} node
 * @param {object} desk
 * @param {object} thread
 * @param {{ threads: object[], back: () => void, done: (told: object[]) => void, open: (id: string) => void }} ways
 */
export function drawThread(node, desk, thread, ways) {
  clear(node);
  node.append(
    button(desk.say("back"), ways.back, "second back"),
    ...whole(thread, desk, ways, "h2"),
    ...thread.doubles.map((double) =>
      el(
        "details",
        { class: "card double" },
        el("summary", {}, desk.say("double_of", { at: desk.when(double.report.at) })),
        ...whole({ ...double, doubles: [] }, desk, ways, "h3", thread),
      ),
    ),
  );
}

function whole(thread, desk, ways, heading, first = null) {
  return [
    consent(thread.report, desk, heading),
    el(
      "div",
      { class: "thread-head" },
      el(heading, { tabindex: "-1", class: "thread-name" }, desk.code("kind", thread.report.kind)),
      ...marks(thread, desk),
    ),
    told(thread, desk),
    ...escalation(thread, desk),
    story(thread, desk),
    ...filesOf(thread, desk),
    ...problems(thread, desk),
    ...actsOf(thread, desk, ways, first),
  ];
}

/** What a reporter allows comes first and is large: whoever reads on knows it already. */
export function consent({ consent: code, passTo, about, kind }, desk, heading = "h2") {
  const passes = PASSES_ON.includes(code);
  return el(
    "section",
    { class: "notice stop consent" },
    el(heading, {}, desk.code("consent", code)),
    passes && el("p", {}, desk.say("pass_to"), " ", el("b", { dir: "auto" }, passTo || desk.say("nobody_named"))),
    el("p", {}, desk.say(passes ? "police_if_named" : "police_never")),
    about === "other" && el("p", {}, desk.say("about_other")),
    kind === "child" && el("p", {}, desk.say("child_limits")),
  );
}

function told({ report }, desk) {
  const lang = report.lang || undefined;
  const words = (text) => text && el("span", { class: "said", lang, dir: "auto" }, text);
  const facts = [
    ["about", report.about && desk.code("about", report.about)],
    ["danger_now", report.danger && desk.say("yes")],
    ["child_here", report.child && desk.say("yes")],
    ["who", report.who.map((code) => desk.code("who", code)).join(", ")],
    ["what", words(report.what)],
    ["where", words(report.where)],
    ["when", words(report.when)],
    ["contact", words(report.contact)],
    ["lang", report.lang && desk.code("lang", report.lang)],
    ["at", desk.when(report.at)],
  ];
  return el(
    "dl",
    { class: "facts pairs" },
    facts.filter(([, value]) => value).map(([name, value]) =>
      el("div", {}, el("dt", {}, desk.say(`asked.${name}`)), el("dd", {}, value)),
    ),
  );
}

function escalation({ escalation: said, overdue, decideBy }, desk) {
  if (!said) return [];
  const heading = decideBy ? desk.say("decide_by", { at: desk.when(decideBy) }) : desk.say("escalation_done");
  return [
    el(
      "section",
      { class: decideBy ? "notice stop" : "notice" },
      el("h3", {}, overdue ? `${desk.say("overdue")}: ${desk.when(decideBy)}` : heading),
      el("p", { class: "said", dir: "auto" }, said.decision),
    ),
  ];
}

function story(thread, desk) {
  const entries = thread.entries.filter(({ kind }) => kind !== REPORT);
  const rows = entries.map((one) => entry(one, thread, desk)).filter(Boolean);
  if (!rows.length) return el("p", { class: "quiet" }, desk.say("nothing_yet"));
  return el("ol", { class: "story thread-story" }, rows);
}

function entry({ kind, said }, thread, desk) {
  if (kind === NOTE) return noteRow(said, thread, desk);
  const from = kind === ANSWER ? desk.say(`wrote.${said.type}`) : desk.say("wrote.reporter");
  const status = said.status ? desk.code("status", said.status) : "";
  return el(
    "li",
    { class: kind === ANSWER ? "card ours" : "card theirs" },
    el("p", { class: "quiet" }, [from, desk.when(said.at)].filter(Boolean).join(" · ")),
    status && el("p", {}, el("b", {}, status)),
    said.text && el("p", { class: "said", dir: "auto" }, said.text),
    said.files.length > 0 && filesList(said.files.map(({ id }) => thread.files.get(id)), thread, desk),
  );
}

function noteRow(said, thread, desk) {
  const lines = [said.tag, said.decision === "taken_back" ? desk.say("taken_back") : said.decision, said.text];
  if (said.type === "assigned") lines.unshift(desk.memberName(said.to));
  if (said.type === "closed") lines.unshift(desk.code("outcome", said.outcome));
  if (said.deadline) lines.push(fill(desk.say("decide_by"), { at: desk.when(said.deadline) }));
  const who = desk.memberName(said.member);
  return el(
    "li",
    { class: "note" },
    el("p", { class: "quiet" }, [desk.code("note", said.type), who, desk.when(said.at)].filter(Boolean).join(" · ")),
    ...lines.filter(Boolean).map((line) => el("p", { class: "said", dir: "auto" }, line)),
  );
}

const filesList = (files, thread, desk) =>
  el("ul", { class: "rows" }, files.map((file) => fileRow(file, thread, desk)));

/** List the files of the report itself, and those that nothing names. */
function filesOf(thread, desk) {
  const elsewhere = new Set(
    thread.entries.filter(({ kind }) => kind !== REPORT).flatMap(({ said }) => (said.files ?? []).map(({ id }) => id)),
  );
  const files = [...thread.files.values()].filter(({ id }) => !elsewhere.has(id));
  if (!files.length) return [];
  return [el("h3", {}, desk.say("files")), filesList(files, thread, desk)];
}

function problems({ problems: found }, desk) {
  if (!found.length) return [];
  const rows = found.map(({ kind, problem }) =>
    el("li", {}, el("b", {}, desk.code("record", String(kind))), " ", desk.code("problem", problem)),
  );
  return [el("section", { class: "notice stop" }, el("h3", {}, desk.say("lost_here")), el("ul", {}, rows))];
}
