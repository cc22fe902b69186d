/** Hides lengths: what is sealed is filled up to one of a few sizes (ISO/IEC 7816-4). */

import { SealedKind } from "./contexts.js";

export const KEY_BUCKET = 512;
export const BUCKETS = [4_096, 16_384, 65_536, 262_144];
export const LARGEST = 262_144;
export const MARK = 0x80;

const isKeys = (kind) => kind === SealedKind.MEMBER_KEYS || kind === SealedKind.REPORTER_KEYS;

/**
 * Return how many bytes a payload takes, at least one more; throws `RangeError` for keys that are too long.
 * @param {number} length
 * @param {number} kind
 */
export function paddedLength(length, kind) {
  if (!isKeys(kind)) {
    return BUCKETS.find((bucket) => length < bucket) || (Math.floor(length / LARGEST) + 1) * LARGEST;
  }
  if (length >= KEY_BUCKET) throw new RangeError("keys are shorter");
  return KEY_BUCKET;
}

/**
 * Tell whether a payload of this length is padded to this one, and to no other.
 * @param {number} length
 * @param {number} padded
 * @param {number} kind
 */
export const fits = (length, padded, kind) =>
  !(isKeys(kind) && length >= KEY_BUCKET) && paddedLength(length, kind) === padded;

/**
 * Return what comes after a payload of this many bytes.
 * @param {number} length
 * @param {number} kind
 */
export function padding(length, kind) {
  const filling = new Uint8Array(paddedLength(length, kind) - length);
  filling[0] = MARK;
  return filling;
}
