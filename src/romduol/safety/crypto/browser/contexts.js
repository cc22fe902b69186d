/** What something is sealed as: a kind, what it belongs to, and its number there, in 23 bytes. */

import { equal, hex, join, unhex, unsigned } from "./bytes.js";
import { NotOpened, malformed } from "./errors.js";

export const VERSION = 1;
export const SUITE = 1;
export const CONTEXT_BYTES = 23;
const KIND_AT = 2;

/** Everything that the vault seals, by the code that stands in its bytes. */
export const SealedKind = Object.freeze({
  MEMBER_KEYS: 0x01,
  EPOCH_KEY: 0x02,
  REPORTER_KEYS: 0x03,
  PINS: 0x04,
  REPORT: 0x10,
  ADDITION: 0x11,
  ANSWER: 0x12,
  ATTACHMENT: 0x13,
  NOTE: 0x14,
  REFERRAL: 0x20,
  REFERRAL_REPLY: 0x21,
  CASE_ENTRY: 0x30,
  OUTREACH_EVENT: 0x31,
  AUDIT_ENTRY: 0x40,
});

const KINDS = Object.values(SealedKind);

/**
 * Return the 23 bytes that stand in front of whatever is sealed as this.
 * @param {number} kind
 * @param {Uint8Array} subject 16 bytes
 * @param {number} number 0 to 2³² - 1
 */
export function contextOf(kind, subject, number = 0) {
  if (!KINDS.includes(kind) || !(subject instanceof Uint8Array) || subject.length !== 16) {
    throw new RangeError("this is no context");
  }
  return join(Uint8Array.of(VERSION, SUITE, kind), subject, unsigned(number, 4));
}

/**
 * Return the kind of a context.
 * @param {Uint8Array} context
 */
export const kindOf = (context) => context[KIND_AT];

/**
 * Refuse what another version or another suite made; throws `malformed`.
 * @param {Uint8Array} data
 */
export function checkPrefix(data) {
  if (data[0] !== VERSION || data[1] !== SUITE) throw malformed();
}

/**
 * Refuse bytes that were sealed as anything but this; throws `malformed` or `other-context`.
 * @param {Uint8Array} data
 * @param {Uint8Array} context
 */
export function expect(data, context) {
  if (data.length < CONTEXT_BYTES || !KINDS.includes(kindOf(data))) throw malformed();
  checkPrefix(data);
  if (!equal(data.subarray(0, CONTEXT_BYTES), context)) throw new NotOpened("other-context");
}

/**
 * Return the 16 bytes of a UUID's text; throws `RangeError` for any other text.
 * @param {string} text
 */
export function idBytes(text) {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new RangeError("this is no id");
  return unhex(text.replace(/-/g, ""));
}

/**
 * Return the text of a UUID's 16 bytes.
 * @param {Uint8Array} id
 */
export const idText = (id) => hex(id).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
