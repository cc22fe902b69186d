/** One payload under one secret: padded, committed to, sealed piece by piece. */

import { equal, join, unsigned } from "./bytes.js";
import { CONTEXT_BYTES, SealedKind, expect, kindOf } from "./contexts.js";
import { damaged, malformed, otherKey } from "./errors.js";
import { SECRET_BYTES, hkdf, randomBytes } from "./keys.js";
import { LARGEST, MARK, fits, paddedLength, padding } from "./padding.js";

export const NO_BOND = new Uint8Array(32);
export const PIECE_BYTES = 65_536;
const SALT_BYTES = 32;
const COMMITMENT_BYTES = 32;
const HEAD_BYTES = CONTEXT_BYTES + SALT_BYTES + COMMITMENT_BYTES;
const TAG_BYTES = 16;
const MAX_CHUNKS = 65_536;

/**
 * Bytes that come in parts of any length: a list, a generator or a stream.
 * @typedef {Iterable<Uint8Array> | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>} Parts
 */

/**
 * What a box is made with beside its secret; `salt` is for vectors alone.
 * @typedef {{ bond?: Uint8Array, salt?: Uint8Array }} Making
 */

/**
 * Return the box of a payload.
 * @param {Uint8Array} payload
 * @param {Uint8Array} secret
 * @param {Uint8Array} context
 * @param {Making} making
 */
export const sealBox = (payload, secret, context, making) =>
  gathered(sealPieces([payload], secret, context, making));

/**
 * Return the payload of a box; throws `NotOpened`.
 * @param {Uint8Array} box
 * @param {Uint8Array} secret
 * @param {Uint8Array} context
 * @param {Making} making
 */
export const openBox = (box, secret, context, making) => gathered(openPieces([box], secret, context, making));

/**
 * Return how many bytes the box of a payload of `length` bytes has.
 * @param {number} length
 * @param {Uint8Array} context
 */
export function boxLength(length, context) {
  const padded = paddedLength(length, kindOf(context));
  return HEAD_BYTES + padded + TAG_BYTES * Math.ceil(padded / PIECE_BYTES);
}

/**
 * Yield the box of a payload, with one piece in memory; throws `RangeError` where no box holds it.
 * @param {Parts} source
 * @param {Uint8Array} secret
 * @param {Uint8Array} context
 * @param {Making} making
 */
export async function* sealPieces(source, secret, context, { bond = NO_BOND, salt = randomBytes(SALT_BYTES) } = {}) {
  const [key, commitment] = await keysOf(secret, bond, salt, context);
  yield join(context, salt, commitment);
  const take = taking(padded(source, context));
  let number = 0;
  try {
    for await (const [piece, last] of withLast(take, PIECE_BYTES)) {
      if (number >= MAX_CHUNKS) throw new RangeError("no box holds so much");
      yield new Uint8Array(await crypto.subtle.encrypt(nonce(number++, last), key, piece));
    }
  } finally {
    await take.done();
  }
}

/**
 * Yield the payload of a box, with one piece in memory. What was yielded counts only once the end is reached: before
 * it, `damaged` may tell that the box was cut off. Throws `NotOpened`.
 * @param {Parts} source
 * @param {Uint8Array} secret
 * @param {Uint8Array} context
 * @param {Making} making
 */
export async function* openPieces(source, secret, context, { bond = NO_BOND } = {}) {
  const take = taking(source);
  try {
    const head = await take(HEAD_BYTES);
    expect(head, context);
    if (head.length < HEAD_BYTES) throw malformed();
    const [key, commitment] = await keysOf(secret, bond, head.slice(CONTEXT_BYTES, -COMMITMENT_BYTES), context);
    if (!equal(commitment, head.subarray(-COMMITMENT_BYTES))) throw otherKey();
    yield* unpadded(opened(take, key), kindOf(context));
  } finally {
    await take.done();
  }
}

async function keysOf(secret, bond, salt, context) {
  if (secret.length !== SECRET_BYTES || bond.length !== NO_BOND.length || salt.length !== SALT_BYTES) {
    throw new RangeError("secret, bond and salt are 32 bytes each");
  }
  if (kindOf(context) === SealedKind.EPOCH_KEY) throw new RangeError("the key of an epoch is in envelopes alone");
  const okm = await hkdf(join(secret, bond), join("romduol vault box", context), 64, salt);
  const key = await crypto.subtle.importKey("raw", okm.subarray(0, 32), "AES-GCM", false, ["encrypt", "decrypt"]);
  return [key, okm.subarray(32)];
}

const nonce = (number, last) => ({ name: "AES-GCM", iv: join(unsigned(number, 11), unsigned(Number(last), 1)) });

async function* padded(source, context) {
  let length = 0;
  for await (const part of partsOf(source)) {
    length += part.length;
    yield part;
  }
  yield padding(length, kindOf(context));
}

async function* opened(take, key) {
  let number = 0;
  for await (const [chunk, last] of withLast(take, PIECE_BYTES + TAG_BYTES)) {
    if (number >= MAX_CHUNKS) throw malformed();
    if (chunk.length <= TAG_BYTES) throw damaged();
    yield new Uint8Array(await crypto.subtle.decrypt(nonce(number++, last), key, chunk).catch(refuse));
  }
  if (!number) throw damaged();
}

const refuse = () => {
  throw damaged();
};

/** Hold back what may be padding, the mark and the zeros after it, as a mere count of bytes. */
async function* unpadded(pieces, kind) {
  let length = 0;
  let held = 0;
  for await (const piece of pieces) {
    length += piece.length;
    const body = bodyLength(piece);
    if (!body && held && held <= LARGEST) {
      held += piece.length;
      continue;
    }
    // Zeros that no mark begins, or more than any padding has, are of the payload.
    if (held) yield markAndZeros(held);
    const marked = body > 0 && piece[body - 1] === MARK;
    held = marked ? piece.length - body + 1 : 0;
    yield marked ? piece.subarray(0, body - 1) : piece;
  }
  if (!held || !fits(length - held, length, kind)) throw damaged();
}

/** Return how many bytes of a piece come before the zeros at its end. */
function bodyLength(piece) {
  let length = piece.length;
  while (length && !piece[length - 1]) length--;
  return length;
}

function markAndZeros(count) {
  const held = new Uint8Array(count);
  held[0] = MARK;
  return held;
}

/** Yield pieces of one size, and with each whether it is the last; only that one may be shorter. */
async function* withLast(take, size) {
  let held = await take(size);
  while (held.length) {
    const following = await take(size);
    yield [held, !following.length];
    held = following;
  }
}

/** Return what takes the next bytes of a source, fewer than asked for only at its end; `done` lets the source go. */
function taking(source) {
  const parts = partsOf(source);
  let rest = new Uint8Array();
  const take = async (size) => {
    // Copied at once: a source may fill the same array again for its next part.
    const taken = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      if (!rest.length) {
        const { done, value } = await parts.next();
        if (done) break;
        rest = value;
        continue;
      }
      const some = rest.subarray(0, size - length);
      taken.set(some, length);
      length += some.length;
      rest = rest.subarray(some.length);
    }
    return taken.subarray(0, length);
  };
  take.done = () => parts.return();
  return take;
}

async function* partsOf(source) {
  for await (const part of source.getReader ? read(source) : source) {
    // Anything else has another length than its bytes, or none, and would be left out without a word.
    if (!(part instanceof Uint8Array)) throw new TypeError("a part is a Uint8Array; one alone stands in a list");
    yield part;
  }
}

async function* read(source) {
  // Not every browser lets a stream be looped over.
  const reader = source.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // Whoever stops early wants no more of it; at its end this does nothing, and of a broken one the break was told.
    reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

/**
 * Return all parts as one.
 * @param {AsyncIterable<Uint8Array>} pieces
 */
export async function gathered(pieces) {
  const all = [];
  for await (const piece of pieces) all.push(piece);
  return join(...all);
}
