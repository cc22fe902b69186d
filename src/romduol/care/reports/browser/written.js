/** What is written inside: the same from here as from the server, which writes it where there is no script. */

import { lang } from "./words.js";
import { utf8 } from "../../../safety/crypto/browser/bytes.js";

/** The country's clock, whatever the phone's says its zone is. */
const ZONE_MS = 7 * 3_600_000;
const NO = ["", "0", "no"];

/** Return the time as it is told inside: to the minute, and the milliseconds of it, by which all keeps its order. */
function moment() {
  const now = new Date(Date.now() + ZONE_MS).toISOString();
  return { at: now.slice(0, 16), within: Number(now.slice(17, 19) + now.slice(20, 23)) };
}

/** Return a text as it is kept: the same from every browser, and as the server writes it. */
export const kept = (text) => text.replace(/\r\n?/g, "\n").trim();

const packed = (what) => utf8(JSON.stringify(what));

/**
 * Return a report as it is sealed.
 * @param {FormData} fields
 * @param {object[]} files
 */
export function reportOf(fields, files) {
  const text = (name) => kept(String(fields.get(name) || ""));
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
    ...moment(),
    files,
  });
}

/**
 * Return an addition as it is sealed.
 * @param {string} text
 * @param {object[]} files
 */
export const additionOf = (text, files) => packed({ v: 1, text: kept(text), ...moment(), files });

/**
 * Return what was written in an answer; null for what is none.
 * @param {Uint8Array} payload
 */
export function answerOf(payload) {
  try {
    const found = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    const { type, text, status, at, within, files } = found;
    const told = { type: String(type), text: String(text || ""), status: String(status || ""), at: String(at || "") };
    return { ...told, within: Number(within) || 0, files: filesOf(files) };
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
