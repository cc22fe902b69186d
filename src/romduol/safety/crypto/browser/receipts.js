/** The receipt of a report: 24 digits on paper, and the three secrets that they and a safety word make. */

import { join } from "./bytes.js";
import { Mistyped } from "./errors.js";
import { hkdf, randomBytes, sha256 } from "./keys.js";
import { asciiDigits, comparable, joined, stretch } from "./words.js";

export const ROUNDS = 200_000;
export const CODE_DIGITS = 24;
// The quasigroup of order 10 of H. Michael Damm's thesis (2004): totally anti-symmetric, zeros on the diagonal.
const DAMM =
  "0317598642" +
  "7092154863" +
  "4206871359" +
  "1750983426" +
  "6123045978" +
  "3674209581" +
  "5869720134" +
  "8945362017" +
  "9438617205" +
  "2581436790";
// The largest multiple of ten that a byte can be below: what lies above would make some digits likelier than others.
const UNBIASED = 250;

/**
 * What a code and a safety word open; the server finds and compares by the two hashes.
 * @typedef {{
 *   locator: Uint8Array, token: Uint8Array, key: Uint8Array, locatorHash: Uint8Array, tokenHash: Uint8Array,
 * }} Receipt
 */

/** Return a new code of 24 ASCII digits, each of the first 23 as likely as any other. */
export function newCode(random = randomBytes) {
  let digits = "";
  while (digits.length < CODE_DIGITS - 1) {
    for (const byte of random(CODE_DIGITS)) if (byte < UNBIASED) digits += byte % 10;
  }
  digits = digits.slice(0, CODE_DIGITS - 1);
  return digits + checkDigit(digits);
}

/**
 * Return the digit that makes every one-digit error and every swap of neighbours show.
 * @param {string} digits
 */
export const checkDigit = (digits) =>
  [...digits].reduce((interim, digit) => DAMM[10 * Number(interim) + Number(digit)], "0");

/**
 * Return the 24 ASCII digits of a code as somebody typed it; throws `Mistyped`.
 * @param {string} typed
 */
export function readCode(typed) {
  const code = asciiDigits(joined(typed));
  if (!/^[0-9]*$/.test(code)) throw new Mistyped("sign");
  if (code.length !== CODE_DIGITS) throw new Mistyped("length");
  if (checkDigit(code) !== "0") throw new Mistyped("check");
  return code;
}

/**
 * Return a code as it is printed: six groups of four.
 * @param {string} code
 */
export const showCode = (code) => code.replace(/....(?=.)/g, "$& ");

/**
 * Return the receipt of a code and a safety word, in the time of 200,000 rounds; throws `Mistyped`. A wrong word makes
 * the receipt of no thread, just as an unknown code does.
 * @param {string} code
 * @param {string} word
 * @returns {Promise<Receipt>}
 */
export async function deriveReceipt(code, word = "") {
  const password = join(readCode(code), Uint8Array.of(0), comparable(word));
  const root = await stretch(password, "romduol vault receipt", ROUNDS);
  const made = ["locator", "token", "key"].map((name) => hkdf(root, `romduol vault receipt ${name}`));
  const [locator, token, key] = await Promise.all(made);
  return { locator, token, key, locatorHash: await sha256(locator), tokenHash: await sha256(token) };
}
