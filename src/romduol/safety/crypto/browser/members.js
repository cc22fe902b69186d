/** A member's keys, and the lock on them: what they remember and what they hold, together. */

import { openBox, sealBox } from "./boxes.js";
import { join, numberOf, part, unsigned } from "./bytes.js";
import { SealedKind, VERSION, contextOf } from "./contexts.js";
import { malformed } from "./errors.js";
import {
  PUBLIC_BYTES,
  SCALAR_BYTES,
  SECRET_BYTES,
  fingerprint,
  hkdf,
  newPair,
  newSecret,
  openingKey,
  randomBytes,
  signingKey,
} from "./keys.js";
import { comparable, stretch } from "./words.js";

const KDF = 1;
export const MIN_ROUNDS = 600_000;
// A server that asks for more would hold up a browser for minutes.
export const MAX_ROUNDS = 10_000_000;
const SALT_BYTES = 32;
const LOCK_BYTES = 6 + SALT_BYTES;
const BUNDLE = [SCALAR_BYTES, PUBLIC_BYTES, SCALAR_BYTES, PUBLIC_BYTES, SECRET_BYTES];
const BUNDLE_BYTES = 226;

/**
 * A member's keys as they are packed: only while they are made or locked.
 * @typedef {{ seal: import("./keys.js").Pair, sign: import("./keys.js").Pair, store: Uint8Array }} MemberPairs
 */

/**
 * A member's keys at work: both private halves stay in the browser's own keeping.
 * @typedef {{
 *   seal: import("./keys.js").OpeningKey, sign: import("./keys.js").SigningKey, store: Uint8Array,
 * }} MemberKeys
 */

/**
 * One of a member's devices and what opens its wrap.
 * @typedef {{ member: Uint8Array, device: number, passphrase: string, deviceSecret: Uint8Array }} Holder
 */

/** Return new keys. */
export const newMember = async () => ({ seal: await newPair(), sign: await newPair(), store: newSecret() });

/**
 * Return a member's keys at work; throws `malformed` where a public key is not that of its scalar.
 * @param {MemberPairs} pairs
 * @returns {Promise<MemberKeys>}
 */
export const memberKeys = async ({ seal, sign, store }) => ({
  seal: await openingKey(seal),
  sign: await signingKey(sign),
  store,
});

/**
 * Return the bundle of 226 bytes that a wrap holds.
 * @param {MemberPairs} pairs
 */
export const packMember = ({ seal, sign, store }) => join(seal.scalar, seal.public, sign.scalar, sign.public, store);

/**
 * Return the digits by which two people compare a member's keys.
 * @param {Uint8Array} sealPublic
 * @param {Uint8Array} signPublic
 */
export const memberFingerprint = (sealPublic, signPublic) =>
  fingerprint("romduol vault member", join(sealPublic, signPublic));

/**
 * Return the salt and the rounds of a lock that came from a server; throws `malformed`, also for one that is weaker
 * than it may be.
 * @param {Uint8Array} lock
 */
export function readLock(lock) {
  const [prefix, rounds, salt] = part(lock, 2, 4, SALT_BYTES);
  const count = numberOf(rounds);
  if (lock.length !== LOCK_BYTES || prefix[0] !== VERSION || prefix[1] !== KDF) throw malformed();
  if (count < MIN_ROUNDS || count > MAX_ROUNDS) throw malformed();
  return { salt, rounds: count };
}

/**
 * Return a member's keys locked for one device: the server keeps `lock`, `wrap` and SHA-256 of `door`. The salts are
 * for vectors alone. Throws `malformed` for rounds that no reader takes, `RangeError` where the passphrase is empty.
 * @param {MemberPairs} pairs
 * @param {Holder} holder
 * @param {{ salt?: Uint8Array, rounds?: number, boxSalt?: Uint8Array }} making
 */
export const lockMember = (pairs, holder, making) => lockBundle(packMember(pairs), holder, making);

async function lockBundle(bundle, holder, { salt = randomBytes(SALT_BYTES), rounds = MIN_ROUNDS, boxSalt } = {}) {
  if (!comparable(holder.passphrase).length) throw new RangeError("a passphrase has signs that can be seen");
  const lock = join(Uint8Array.of(VERSION, KDF), unsigned(rounds, 4), salt);
  const { secret, door } = await lockKeys(lock, holder);
  return { lock, wrap: await sealBox(bundle, secret, contextFor(holder), { salt: boxSalt }), door };
}

/**
 * Return a member's keys at work; throws `other-key` for a wrong passphrase or device, `malformed`, `other-context`,
 * `damaged`. Who has asked for the door already opens the wrap with `openWrap`, and stretches no passphrase twice.
 * @param {Uint8Array} lock
 * @param {Uint8Array} wrap
 * @param {Holder} holder
 */
export const unlockMember = async (lock, wrap, holder) => openWrap(wrap, holder, await lockKeys(lock, holder));

/**
 * Return the secret of the wrap and the 32 bytes that are shown at the door, in the time of the lock's rounds; throws
 * `malformed` before any of them.
 * @param {Uint8Array} lock
 * @param {Holder} holder
 */
export async function lockKeys(lock, holder) {
  if (holder.deviceSecret.length !== SECRET_BYTES) throw new RangeError("a device secret is 32 bytes");
  const { salt, rounds } = readLock(lock);
  const stretched = await stretch(comparable(holder.passphrase), salt, rounds);
  const info = join("romduol vault lock", lock, contextFor(holder));
  const [secret, door] = part(await hkdf(join(stretched, holder.deviceSecret), info, 64, salt), 32, 32);
  return { secret, door };
}

/**
 * Return the keys in a wrap, at work; throws like `unlockMember`.
 * @param {Uint8Array} wrap
 * @param {Holder} holder
 * @param {{ secret: Uint8Array }} keys
 */
export async function openWrap(wrap, holder, { secret }) {
  return memberKeys(readBundle(await openBox(wrap, secret, contextFor(holder))));
}

/**
 * Return what `lockMember` does, for another device or under another passphrase: the keys do not come to light.
 * @param {Uint8Array} wrap
 * @param {Holder} holder
 * @param {{ secret: Uint8Array }} keys
 * @param {Holder} next
 */
export async function lockAgain(wrap, holder, { secret }, next) {
  const bundle = await openBox(wrap, secret, contextFor(holder));
  await memberKeys(readBundle(bundle));
  return lockBundle(bundle, next);
}

function readBundle(bundle) {
  if (bundle.length !== BUNDLE_BYTES) throw malformed();
  const [sealScalar, sealPublic, signScalar, signPublic, store] = part(bundle, ...BUNDLE);
  return { seal: { scalar: sealScalar, public: sealPublic }, sign: { scalar: signScalar, public: signPublic }, store };
}

const contextFor = ({ member, device }) => contextOf(SealedKind.MEMBER_KEYS, member, device);
