/** What a queue says of one epoch: its bytes, its signature, and what of them is refused unread. */

import { compare, join, numberOf, part, unsigned } from "./bytes.js";
import { SealedKind, SUITE, VERSION, checkPrefix, contextOf } from "./contexts.js";
import { malformed } from "./errors.js";
import { keyId, readPublic, sha256, sign, verify } from "./keys.js";

const LABEL = "romduol vault statement";
const HEAD = [2, 16, 4, 32, 4, 65, 65, 65, 2];
const HEAD_BYTES = 255;
const LISTED = [16, 65, 65];
const LISTED_BYTES = 146;
const SIGNER_BYTES = 16;
const SIGNATURE_BYTES = 64;
const TAIL_BYTES = SIGNER_BYTES + SIGNATURE_BYTES;
// 9999-12-31, where other programs' calendars end.
const LAST_DAY = 2_932_896;

/**
 * A member who may read an epoch, with both public keys.
 * @typedef {{ member: Uint8Array, seal: Uint8Array, sign: Uint8Array }} Listed
 */

/**
 * What is said of one epoch. `lastDay` counts days since 1970-01-01; members stand in the order of their ids.
 * @typedef {{
 *   queue: Uint8Array, epoch: number, previous: Uint8Array, lastDay: number, public: Uint8Array,
 *   recovery: { seal: Uint8Array, sign: Uint8Array }, members: Listed[],
 * }} Statement
 */

/**
 * A statement as it was read, with the key id of who signed it: nothing in it counts before a walk.
 * @typedef {{ statement: Statement, signer: Uint8Array, digest: Uint8Array, data: Uint8Array }} Signed
 */

/**
 * Return what the private scalar of an epoch is sealed as.
 * @param {Statement} statement
 */
export const contextOfEpoch = ({ queue, epoch }) => contextOf(SealedKind.EPOCH_KEY, queue, epoch);

/**
 * Return the bytes that are signed, as they stand: `readSigned` is who refuses what is out of order.
 * @param {Statement} statement
 */
export function packStatement({ queue, epoch, previous, lastDay, public: point, recovery, members }) {
  const head = [Uint8Array.of(VERSION, SUITE), queue, unsigned(epoch, 4), previous, unsigned(lastDay, 4), point];
  const listed = members.flatMap((one) => [one.member, one.seal, one.sign]);
  return join(...head, recovery.seal, recovery.sign, unsigned(members.length, 2), ...listed);
}

/**
 * Return the signed statement.
 * @param {Statement} statement
 * @param {import("./keys.js").SigningKey} key
 */
export async function signStatement(statement, key) {
  const body = join(packStatement(statement), await keyId(key.public));
  return join(body, await sign(key, join(LABEL, body)));
}

/**
 * Return a statement as its bytes say it, with no signature checked; throws `malformed`.
 * @param {Uint8Array} data
 * @returns {Promise<Signed>}
 */
export async function readSigned(data) {
  if (data.length < HEAD_BYTES + TAIL_BYTES) throw malformed();
  checkPrefix(data);
  const [, queue, epoch, previous, lastDay, point, seal, sign, count] = part(data, ...HEAD);
  const members = readMembers(data.subarray(HEAD_BYTES, -TAIL_BYTES), numberOf(count));
  const statement = { queue, epoch: numberOf(epoch), previous, lastDay: numberOf(lastDay), public: point };
  if (statement.lastDay > LAST_DAY) throw malformed();
  const points = [point, seal, sign, ...members.flatMap((one) => [one.seal, one.sign])];
  await Promise.all(points.map((each) => readPublic(each)));
  return {
    statement: { ...statement, recovery: { seal, sign }, members },
    signer: data.slice(-TAIL_BYTES, -SIGNATURE_BYTES),
    digest: await sha256(LABEL, data.subarray(0, -SIGNATURE_BYTES)),
    data,
  };
}

function readMembers(data, count) {
  if (data.length !== count * LISTED_BYTES) throw malformed();
  const members = Array.from({ length: count }, (_, at) => {
    const [member, seal, sign] = part(data.subarray(at * LISTED_BYTES), ...LISTED);
    return { member, seal, sign };
  });
  if (members.some((one, at) => at && compare(members[at - 1].member, one.member) >= 0)) throw malformed();
  return members;
}

/**
 * Tell whether this key signed the statement.
 * @param {Signed} signed
 * @param {Uint8Array} point
 */
export const isSignedBy = ({ data }, point) =>
  verify(point, join(LABEL, data.subarray(0, -SIGNATURE_BYTES)), data.subarray(-SIGNATURE_BYTES));
