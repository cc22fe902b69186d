/** Thirty-two secret bytes on paper: four rows of fourteen signs, each of which finds its own typing errors. */

import { Mistyped } from "./errors.js";
import { SECRET_BYTES } from "./keys.js";
import { joined } from "./words.js";

const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ROWS = 4;
const ROW_SIGNS = 14;
const DATA_SIGNS = ROW_SIGNS - 1;
// Small letters, and what is easily read for another sign. A table, since every language has its own idea of capitals.
const TAKEN = new Map([..."OoIiLl"].map((sign, at) => [sign, at < 2 ? 0 : 1]));
for (const [value, sign] of [...SIGNS].entries()) TAKEN.set(sign, value).set(sign.toLowerCase(), value);
const POLYNOMIAL = 0b100101;

/**
 * Return the four rows of 32 secret bytes.
 * @param {Uint8Array} secret
 */
export function showCard(secret) {
  if (secret.length !== SECRET_BYTES) throw new RangeError("a card holds 32 bytes");
  const bits = `0000${Array.from(secret, (byte) => byte.toString(2).padStart(8, "0")).join("")}`;
  const values = bits.match(/.{5}/g).map((five) => parseInt(five, 2));
  return Array.from({ length: ROWS }, (_, row) => shown(values.slice(row * DATA_SIGNS, (row + 1) * DATA_SIGNS), row + 1));
}

/**
 * Return the 32 bytes of a card as somebody typed it; throws `Mistyped`, with the row (1 to 4) where it is known.
 * Blanks, line ends, hyphens and dots may stand anywhere.
 * @param {string} text
 */
export function readCard(text) {
  const typed = [...joined(text)];
  if (typed.length !== ROWS * ROW_SIGNS) throw new Mistyped("length");
  const rows = Array.from({ length: ROWS }, (_, row) => typed.slice(row * ROW_SIGNS, (row + 1) * ROW_SIGNS));
  const bits = rows.flatMap((signs, row) => readRow(signs, row + 1)).map((value) => value.toString(2).padStart(5, "0"));
  const all = bits.join("");
  if (!all.startsWith("0000")) throw new Mistyped("sign", 1);
  return Uint8Array.from(all.slice(4).match(/.{8}/g), (eight) => parseInt(eight, 2));
}

const shown = (values, row) => [...values, check(values, row)].map((value) => SIGNS[value]).join("");

function readRow(signs, row) {
  if (!signs.every((sign) => TAKEN.has(sign))) throw new Mistyped("sign", row);
  const values = signs.map((sign) => TAKEN.get(sign));
  const sum = values.pop();
  if (check(values, row) !== sum) throw new Mistyped("check", row);
  return values;
}

/**
 * Return the row (1 to 4) and the sum of 2ᵏ × value k in GF(32), k from 1: no power below 31 is 1, so a swap with the
 * check sign is found too; two rows that changed places are by their numbers.
 */
const check = (values, row) => row ^ values.reduceRight((total, value) => doubled(total ^ value), 0);

const doubled = (value) => (value << 1) ^ (value & 16 ? POLYNOMIAL : 0);
