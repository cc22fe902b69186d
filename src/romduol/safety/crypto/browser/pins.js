/** What a member has seen of each queue, kept where no server can change it. */

import { openBox, sealBox } from "./boxes.js";
import { compare, join, numberOf, part, unsigned } from "./bytes.js";
import { SealedKind, contextOf } from "./contexts.js";
import { malformed } from "./errors.js";

const PIN = [16, 4, 32];
const PIN_BYTES = 52;
export const MAX_PINS = 65_535;

/**
 * The last epoch of a queue that a member has seen, by the digest of its statement.
 * @typedef {{ queue: Uint8Array, epoch: number, digest: Uint8Array }} Pin
 */

/**
 * Return the box of a member's pins, one number higher each time; throws `RangeError` for a queue named twice.
 * @param {Pin[]} pins
 * @param {Uint8Array} store
 * @param {Uint8Array} member
 * @param {number} number
 * @param {{ salt?: Uint8Array }} making
 */
export async function sealPins(pins, store, member, number, { salt } = {}) {
  const ordered = [...pins].sort((one, other) => compare(one.queue, other.queue));
  if (ordered.length > MAX_PINS || !inOrder(ordered)) throw new RangeError("these are no pins");
  const rows = ordered.map((pin) => join(pin.queue, unsigned(pin.epoch, 4), pin.digest));
  return sealBox(join(unsigned(rows.length, 2), ...rows), store, contextOf(SealedKind.PINS, member, number), { salt });
}

/**
 * Return a member's pins, by queue; throws `NotOpened`.
 * @param {Uint8Array} box
 * @param {Uint8Array} store
 * @param {Uint8Array} member
 * @param {number} number
 * @returns {Promise<Pin[]>}
 */
export async function openPins(box, store, member, number) {
  const payload = await openBox(box, store, contextOf(SealedKind.PINS, member, number));
  const count = numberOf(payload.subarray(0, 2));
  if (payload.length !== 2 + count * PIN_BYTES) throw malformed();
  const pins = Array.from({ length: count }, (_, at) => readPin(payload.subarray(2 + at * PIN_BYTES)));
  if (!inOrder(pins)) throw malformed();
  return pins;
}

function readPin(bytes) {
  const [queue, epoch, digest] = part(bytes, ...PIN);
  return { queue, epoch: numberOf(epoch), digest };
}

const inOrder = (pins) =>
  pins.every(
    ({ queue, epoch, digest }, at) =>
      (!at || compare(pins[at - 1].queue, queue) < 0) && epoch > 0 && epoch < 2 ** 32 && digest.length === 32,
  );
