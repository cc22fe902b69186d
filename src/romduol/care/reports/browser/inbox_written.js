/**
 * Reads and builds what is written inside records: JSON in UTF-8. It may come from anybody, so nothing of it is
 * believed: what is no text is left out, and a code that nobody knows becomes the one that asks for the most care.
 */

export const KINDS = Object.freeze(["trafficking", "child", "violence"]);
export const CONSENTS = Object.freeze(["tell", "help", "pass_without_name", "pass_in_full"]);
export const WHO = Object.freeze([
  "partner", "family", "client", "employer", "police", "official", "stranger", "other",
]);
export const STATUSES = Object.freeze(["received", "working", "passed_on", "closed"]);
export const OUTCOMES = Object.freeze(["helped", "passed_on", "no_contact", "not_ours", "double", "other"]);
/** Notes of a queue to itself. `answered` says which of the reporter's records somebody has dealt with. */
export const NOTES = Object.freeze(["assigned", "tag", "escalated", "merged", "closed", "comment", "answered"]);
/** What takes back a tag, or parts what was merged. */
export const TAKEN_BACK = "taken_back";

const AT = /^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const encoder = new TextEncoder();

const text = (value) => (typeof value === "string" ? value : "");
const among = (value, codes, otherwise) => (codes.includes(value) ? value : otherwise);
const matching = (value, shape) => (typeof value === "string" && shape.test(value) ? value : "");
const within = (value) => (Number.isInteger(value) && value >= 0 && value < 60_000 ? value : 0);
const list = (value) => (Array.isArray(value) ? value : []);

/** Return what a record says, or null where it is none of ours: no JSON, no object, another version. */
export function readJson(bytes) {
  try {
    const found = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return found && typeof found === "object" && found.v === 1 ? found : null;
  } catch {
    return null;
  }
}

/** Return what is written as the bytes that are sealed. */
export const packJson = (written) => encoder.encode(JSON.stringify({ v: 1, ...written }));

/** Return a report with every field that it may have. */
export const report = (said) => ({
  about: among(said.about, ["me", "other"], ""),
  kind: among(said.kind, KINDS, ""),
  consent: among(said.consent, CONSENTS, "tell"),
  passTo: text(said.pass_to),
  danger: said.danger === true,
  child: said.child === true,
  who: [...new Set(list(said.who).map((code) => among(code, WHO, "other")))],
  what: text(said.what),
  where: text(said.where),
  when: text(said.when),
  contact: text(said.contact),
  lang: among(said.lang, ["km", "en", "vi"], ""),
  at: matching(said.at, AT),
  within: within(said.within),
  files: files(said.files),
});

/** Return what a reporter added. */
export const addition = (said) => ({
  text: text(said.text),
  at: matching(said.at, AT),
  within: within(said.within),
  files: files(said.files),
});

/** Return an answer, a question or a status of a queue. */
export const answer = (said) => ({
  type: among(said.type, ["answer", "question", "status"], "answer"),
  text: text(said.text),
  status: among(said.status, STATUSES, ""),
  at: matching(said.at, AT),
  within: within(said.within),
  files: files(said.files),
});

/** Return a note of a queue to itself. */
export const note = (said) => ({
  type: among(said.type, NOTES, "comment"),
  member: matching(said.member, ID),
  to: matching(said.to, ID),
  tag: text(said.tag).trim(),
  deadline: matching(said.deadline, AT),
  decision: text(said.decision),
  outcome: among(said.outcome, OUTCOMES, said.type === "closed" ? "other" : ""),
  text: text(said.text),
  with: matching(said.with, ID),
  seen: list(said.seen).map((id) => matching(id, ID)).filter(Boolean),
  at: matching(said.at, AT),
  within: within(said.within),
});

function files(said) {
  return list(said)
    .filter((one) => one && typeof one === "object" && matching(one.id, ID))
    .map((one) => ({
      id: one.id,
      name: fileName(text(one.name)),
      type: text(one.type),
      size: Number.isSafeInteger(one.size) && one.size >= 0 ? one.size : 0,
      sha256: matching(one.sha256, DIGEST),
      original: one.original === true,
    }));
}

/** Return a name under which a file may be kept: no folder, no sign that nobody sees or that turns the text around. */
export function fileName(name) {
  const plain = name.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "");
  return plain.replace(/[/\\:*?"<>|]/g, "_").replace(/^\.+/, "").slice(-80);
}

/** The country's clock, whatever this browser's says its zone is: reports tell their time by it. */
const ZONE_MS = 7 * 3_600_000;
const TO_THE_MINUTE = 16;

/** Return when something is written, as records tell it: to the minute, and the milliseconds of that minute. */
export const written = (now) => ({ at: moment(now), within: now.getTime() % 60_000 });

/** Return a moment as records tell it, to the minute. */
export const moment = (now) => new Date(now.getTime() + ZONE_MS).toISOString().slice(0, TO_THE_MINUTE);

/** Return the moment so many hours after another; empty where that is none. */
export function hoursAfter(at, hours) {
  const then = AT.test(at) ? Date.parse(`${at}Z`) : NaN;
  return Number.isNaN(then) ? "" : new Date(then + hours * 3_600_000).toISOString().slice(0, TO_THE_MINUTE);
}
