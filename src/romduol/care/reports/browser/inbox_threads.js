/** Puts opened records together to threads, says what each waits for, and in which order they are dealt with. */

import { TAKEN_BACK, hoursAfter } from "./inbox_written.js";
import { compare, inTime } from "./order.js";

const REPORT = 0x10;
const ADDITION = 0x11;
const ANSWER = 0x12;
const ATTACHMENT = 0x13;
const NOTE = 0x14;
const UNKNOWN = "0001-01-01T00:00";
const FROM_REPORTER = [REPORT, ADDITION];

/**
 * Return the threads that records are, merged ones as one, in the order in which they are dealt with.
 * `now` is a moment as records tell it; `queues` tells of each queue within how many hours it answers.
 * @param {import("./inbox_reading.js").Tried[]} tried
 * @param {Map<string, { answerHours: number }>} queues
 * @param {string} now
 */
export function threadsOf(tried, queues, now) {
  const byThread = new Map();
  for (const one of tried) byThread.set(one.thread, [...(byThread.get(one.thread) ?? []), one]);
  const threads = [...byThread.values()].filter(hasReport).map((records) => thread(records, queues, now));
  return sorted(mergedOf(threads));
}

/** Return what could not be opened, each with its reason. */
export const unopened = (tried) => tried.filter(({ problem }) => problem);

const hasReport = (records) => records.some(({ kind, said }) => kind === REPORT && said);

function thread(records, queues, now) {
  const report = records.find(({ kind, said }) => kind === REPORT && said);
  const entries = records.filter(({ kind, said }) => said && kind !== ATTACHMENT).sort(asWritten);
  const notes = entries.filter(({ kind }) => kind === NOTE);
  const answers = entries.filter(({ kind }) => kind === ANSWER);
  const seen = new Set(notes.flatMap(({ said }) => said.seen));
  const fresh = entries.filter(({ kind, id }) => FROM_REPORTER.includes(kind) && !seen.has(id));
  const closed = last(notes, ({ said }) => said.type === "closed");
  const kept = {
    id: report.id,
    queue: report.queue,
    bond: report.bond,
    report: report.said,
    entries,
    files: filesOf(records),
    problems: records.filter(({ problem }) => problem),
    status: last(answers, ({ said }) => said.status)?.said.status ?? "",
    assigned: last(notes, ({ said }) => said.type === "assigned")?.said.to ?? "",
    tags: tagsOf(notes),
    links: linksOf(notes),
    escalation: escalationOf(notes),
    // What the reporter adds after the end opens it again: nobody may be left waiting in a closed thread.
    closed: closed && !fresh.length ? closed.said : null,
    fresh,
    last: entries[entries.length - 1].said.at,
  };
  return { ...kept, ...waiting(kept, queues, now) };
}

function waiting({ fresh, queue, closed, escalation }, queues, now) {
  const hours = queues.get(queue)?.answerHours ?? 48;
  const due = fresh.map(({ said }) => dueOf(said.at, hours, now)).sort()[0] ?? "";
  const decideBy = closed ? "" : escalation?.deadline ?? "";
  return { waits: fresh.length > 0, due, late: past(due, now), decideBy, overdue: past(decideBy, now) };
}

/** What tells no time, or one that is yet to come, may wait already for long: it is due before everything else. */
const dueOf = (at, hours, now) => (at && at <= hoursAfter(now, 24) ? hoursAfter(at, hours) : UNKNOWN);

const past = (moment, now) => moment !== "" && moment < now;

/** Sort as they were written; what a clock set wrong says of a report does not put it behind its answers. */
const asWritten = (one, other) =>
  Number(other.kind === REPORT) - Number(one.kind === REPORT) ||
  inTime({ ...one.said, id: one.id }, { ...other.said, id: other.id });

const last = (records, holds) => [...records].reverse().find(holds) ?? null;

function filesOf(records) {
  const sealed = records.filter(({ kind, said }) => kind === ATTACHMENT && said);
  const attachments = new Map(sealed.map((one) => [one.id, one]));
  const named = records.flatMap(({ said }) => said?.files ?? []);
  const found = new Map(named.map((file) => [file.id, { ...file, record: attachments.get(file.id) ?? null }]));
  for (const [id, record] of attachments) {
    if (!found.has(id)) found.set(id, { id, name: "", type: "", size: 0, sha256: "", original: true, record });
  }
  return found;
}

function tagsOf(notes) {
  const tags = new Set();
  for (const { said } of notes.filter(({ said }) => said.type === "tag" && said.tag)) {
    if (said.decision === TAKEN_BACK) tags.delete(said.tag);
    else tags.add(said.tag);
  }
  return [...tags];
}

function linksOf(notes) {
  const links = new Set();
  for (const { said } of notes.filter(({ said }) => said.type === "merged" && said.with)) {
    if (said.decision === TAKEN_BACK) links.delete(said.with);
    else links.add(said.with);
  }
  return links;
}

/** Return the last decision to escalate; one without a deadline says what came of it, and nothing is due any more. */
const escalationOf = (notes) => last(notes, ({ said }) => said.type === "escalated")?.said ?? null;

/** Merge what notes of either side tie together: the oldest stands for all, the others are its `doubles`. */
function mergedOf(threads) {
  const byId = new Map(threads.map((one) => [one.id, one]));
  const root = new Map(threads.map(({ id }) => [id, id]));
  const find = (id) => {
    let at = id;
    while (root.get(at) !== at) at = root.get(at);
    return at;
  };
  for (const { id, links } of threads) {
    for (const other of links) if (byId.has(other)) root.set(find(other), find(id));
  }
  const groups = new Map();
  for (const one of threads) groups.set(find(one.id), [...(groups.get(find(one.id)) ?? []), one]);
  return [...groups.values()].map(asOne);
}

function asOne(group) {
  const [first, ...doubles] = [...group].sort(
    (one, other) => compare(one.report.at, other.report.at) || compare(one.id, other.id),
  );
  if (!doubles.length) return { ...first, doubles };
  const soonest = (name) => group.map((one) => one[name]).filter(Boolean).sort()[0] ?? "";
  const any = (name) => group.some((one) => one[name]);
  return {
    ...first,
    doubles,
    waits: any("waits"),
    late: any("late"),
    overdue: any("overdue"),
    due: soonest("due"),
    decideBy: soonest("decideBy"),
    closed: group.every(({ closed }) => closed) ? first.closed : null,
    last: group.map((one) => one.last).sort().pop(),
  };
}

/** First what a deadline to decide has passed for, then what has one, then danger, then what waits, by its time. */
function rank({ overdue, decideBy, waits, closed, report }) {
  if (closed) return 5;
  if (overdue) return 0;
  if (decideBy) return 1;
  if (!waits) return 4;
  return report.danger || report.child || report.kind === "child" ? 2 : 3;
}

function sorted(threads) {
  const soonest = ({ decideBy, due }) => decideBy || due || "9999";
  return [...threads].sort(
    (one, other) =>
      rank(one) - rank(other) ||
      compare(soonest(one), soonest(other)) ||
      compare(other.last, one.last) ||
      compare(one.id, other.id),
  );
}
