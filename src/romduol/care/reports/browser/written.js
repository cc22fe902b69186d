/** What is written inside: the same from here as from the server, which writes it where there is no script. */

import { lang } from "./words.js";
import { utf8 } from "../../../safety/crypto/browser/bytes.js";

/** The country's clock, whatever the phone's says its zone is. */
const ZONE_MS = 7 * 3_600_000;
const TO_THE_MINUTE = 16;
const NO = ["", "0", "no"];

/** Return the time to the minute, as it is told inside. */
export const now = () => new Date(Date.now() + ZONE_MS).toISOString().slice(0, TO_THE_MINUTE);

const packed = (what) => utf8(JSON.stringify(what));

/**
 * Return a report as it is sealed.
 * @param {FormData} fields
 * @param {object[]} files
 */
export function reportOf(fields, files) {
  const text = (name) => String(fields.get(name) || "").trim();
  const yes = (name) => !NO.includes(text(name));
  return packed({
    v: 1,
    about: text("about"),
    kind: text("kind"),
    consent: text("consent"),
    pass_to: text("pass_to"),
    danger: yes("danger"),
    child: yes("child"),
    who: fields.getAll("who").map(String),
    what: text("what"),
    where: text("where"),
    when: text("when"),
    contact: text("contact"),
    lang,
    at: now(),
    files,
  });
}

/**
 * Return an addition as it is sealed.
 * @param {string} text
 * @param {object[]} files
 */
export const additionOf = (text, files) => packed({ v: 1, text: text.trim(), at: now(), files });

/**
 * Return what was written in an answer; null for what is none.
 * @param {Uint8Array} payload
 */
export function answerOf(payload) {
  try {
    const found = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    const { type, text, status, at, files } = found;
    return { type: String(type), text: String(text || ""), status: String(status || ""), at: String(at || ""), files: filesOf(files) };
  } catch {
    return null;
  }
}

const filesOf = (files) =>
  (Array.isArray(files) ? files : []).map(({ id, name, size, sha256 }) => ({
    id: String(id),
    name: String(name),
    size: Number(size),
    sha256: String(sha256),
  }));
