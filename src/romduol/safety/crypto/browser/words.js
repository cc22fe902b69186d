/** Makes what people remember and type comparable before it becomes bytes. */

import { join, utf8 } from "./bytes.js";

// Unicode's White_Space, sign by sign: Python and browsers each count others as white space in their own words.
const WHITE_SPACE = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const INVISIBLE = "\\u200b-\\u200d\\u2060\\ufeff";
// What people and programs put between groups: any hyphen or dash, the soft one too, dots.
const BETWEEN = "\\-\\xad\\u2010-\\u2015\\u2212\\ufe58\\ufe63\\uff0d.\\xb7";

const every = (signs) => new RegExp(`[${signs}]+`, "g");

/**
 * Return a passphrase or a safety word as UTF-8, the same however it was typed; capitals stay what they are.
 * @param {string} text
 */
export function comparable(text) {
  const whole = text.replace(/\p{Surrogate}/gu, "\ufffd");
  const seen = asciiDigits(whole.replace(every(INVISIBLE), "").normalize("NFKC"));
  return utf8(seen.replace(every(WHITE_SPACE), " ").replace(/^ | $/g, ""));
}

/**
 * Return a text with Khmer digits as ASCII digits.
 * @param {string} text
 */
export const asciiDigits = (text) =>
  text.replace(/[\u17e0-\u17e9]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0));

/**
 * Return what was typed in groups without what stands between them: blanks, hyphens, dots, signs of no width.
 * @param {string} typed
 */
export const joined = (typed) => typed.replace(every(WHITE_SPACE + INVISIBLE + BETWEEN), "");

/**
 * Return the 32 bytes that PBKDF2 with HMAC-SHA-256 makes of what a person remembers.
 * @param {Uint8Array} password
 * @param {Uint8Array | string} salt
 * @param {number} rounds
 */
export async function stretch(password, salt, rounds) {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: join(salt), iterations: rounds };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
}
