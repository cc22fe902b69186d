/** Joins, compares and reads bytes; numbers are unsigned and big-endian. */

const encoder = new TextEncoder();

/**
 * Return a text as UTF-8.
 * @param {string} text
 */
export const utf8 = (text) => encoder.encode(text);

/**
 * Return parts as one; a text among them stands for its UTF-8.
 * @param {...(Uint8Array | string)} parts
 */
export function join(...parts) {
  const arrays = parts.map((part) => (typeof part === "string" ? utf8(part) : part));
  const joined = new Uint8Array(arrays.reduce((length, array) => length + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    joined.set(array, at);
    at += array.length;
  }
  return joined;
}

/**
 * Tell whether two are equal; how long that takes does not tell where they differ.
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export function equal(one, other) {
  let different = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) different |= one[at] ^ other[at];
  return different === 0;
}

/**
 * Order two of equal length as their hexadecimal digits would stand.
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export function compare(one, other) {
  const at = one.findIndex((byte, place) => byte !== other[place]);
  return at < 0 ? 0 : one[at] - other[at];
}

/**
 * Return a number in so many bytes; throws `RangeError` for what they do not hold.
 * @param {number} number
 * @param {number} size
 */
export function unsigned(number, size) {
  if (!Number.isSafeInteger(number) || number < 0 || number >= 256 ** size) throw new RangeError("no such number");
  const bytes = new Uint8Array(size);
  for (let at = size - 1, rest = number; rest; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  return bytes;
}

/**
 * Return the number that bytes stand for.
 * @param {Uint8Array} bytes
 */
export const numberOf = (bytes) => bytes.reduce((number, byte) => number * 256 + byte, 0);

/**
 * Return the parts that follow one another in bytes, by their lengths.
 * @param {Uint8Array} bytes
 * @param {...number} lengths
 */
export function part(bytes, ...lengths) {
  let at = 0;
  return lengths.map((length) => bytes.slice(at, (at += length)));
}

/**
 * Return bytes as hexadecimal digits.
 * @param {Uint8Array} bytes
 */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Return the bytes of hexadecimal digits.
 * @param {string} digits
 */
export const unhex = (digits) => Uint8Array.from(digits.match(/../g) || [], (pair) => parseInt(pair, 16));
