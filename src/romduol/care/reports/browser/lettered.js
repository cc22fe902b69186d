/** A letter: what the server's door for sealed reports takes, in one file. See `forms/letters.py`. */

import { join, utf8 } from "../../../safety/crypto/browser/bytes.js";
import { sha256 } from "../../../safety/crypto/browser/keys.js";

/**
 * Return a letter: each part behind its length, first what stands outside, then the box of each file; and a digest, so
 * that what breaks on its way is found when it is handed in, and not by who reads it.
 * @param {object} outside
 * @param {Uint8Array[][]} boxes each in its pieces
 */
export async function bytesOf(outside, boxes) {
  const parts = [[utf8(JSON.stringify(outside))], ...boxes];
  const whole = join(...parts.flatMap((pieces) => [lengthOf(pieces), ...pieces]));
  return join(whole, await sha256(whole));
}

function lengthOf(pieces) {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, pieces.reduce((sum, piece) => sum + piece.length, 0));
  return length;
}
