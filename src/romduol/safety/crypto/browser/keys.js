/** Key pairs on P-256, their names, and what is derived, signed and compared with them. */

import { compare, join, unhex } from "./bytes.js";
import { SUITE } from "./contexts.js";
import { malformed } from "./errors.js";

export const SECRET_BYTES = 32;
export const SCALAR_BYTES = 32;
export const PUBLIC_BYTES = 65;
export const SIGNATURE_BYTES = 64;
export const KEY_ID_BYTES = 16;

const ORDER = unhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const { subtle } = crypto;
const CURVE = "P-256";
const SIGNING = { name: "ECDSA", namedCurve: CURVE, hash: "SHA-256" };
export const AGREEING = { name: "ECDH", namedCurve: CURVE };

/**
 * A key pair as it is packed: only while it is made, locked or handed on.
 * @typedef {{ scalar: Uint8Array, public: Uint8Array }} Pair
 */

/**
 * A key pair that opens: its private half never leaves the browser's own keeping.
 * @typedef {{ public: Uint8Array, keys: CryptoKeyPair }} OpeningKey
 */

/**
 * A key pair that signs, kept like one that opens.
 * @typedef {{ public: Uint8Array, key: CryptoKey }} SigningKey
 */

/**
 * Return random bytes from the system.
 * @param {number} length
 */
export const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Return a new secret for one box. */
export const newSecret = () => randomBytes(SECRET_BYTES);

/**
 * Return SHA-256 of what these parts are together.
 * @param {...(Uint8Array | string)} parts
 */
export const sha256 = async (...parts) => new Uint8Array(await subtle.digest("SHA-256", join(...parts)));

/** Return a new pair. */
export async function newPair() {
  const pair = await subtle.generateKey(AGREEING, true, ["deriveBits"]);
  const { d } = await subtle.exportKey("jwk", pair.privateKey);
  return { scalar: unbase64(d), public: new Uint8Array(await subtle.exportKey("raw", pair.publicKey)) };
}

/**
 * Tell whether 32 bytes are a private key of the curve.
 * @param {Uint8Array} scalar
 */
export const isScalar = (scalar) => scalar.some((byte) => byte) && compare(scalar, ORDER) < 0;

/**
 * Return a pair as a key that opens; throws `malformed` where scalar and point are no pair of the curve.
 * @param {Pair} pair
 * @returns {Promise<OpeningKey>}
 */
export async function openingKey(pair) {
  await signingKey(pair);
  const privateKey = await importPrivate(pair, AGREEING, ["deriveBits"]);
  return { public: pair.public, keys: { privateKey, publicKey: await readPublic(pair.public) } };
}

/**
 * Return a pair as a key that signs; throws `malformed` where scalar and point are no pair of the curve.
 * @param {Pair} pair
 * @returns {Promise<SigningKey>}
 */
export async function signingKey(pair) {
  await readPublic(pair.public);
  const key = { public: pair.public, key: await importPrivate(pair, SIGNING, ["sign"]) };
  // Not every browser looks whether the point belongs to the scalar, so a signature has to show it.
  const message = pair.public;
  if (!(await verify(pair.public, message, await sign(key, message)))) throw malformed();
  return key;
}

async function importPrivate(pair, algorithm, uses) {
  const coordinate = (from) => base64(pair.public.subarray(from, from + 32));
  const jwk = { kty: "EC", crv: CURVE, x: coordinate(1), y: coordinate(33), d: base64(pair.scalar) };
  try {
    return await subtle.importKey("jwk", jwk, algorithm, false, uses);
  } catch {
    throw malformed();
  }
}

/**
 * Return a point as the browser takes it; throws `malformed` for what is no uncompressed point of the curve.
 * @param {Uint8Array} point
 * @param {EcKeyImportParams} algorithm
 * @param {KeyUsage[]} uses
 */
export async function readPublic(point, algorithm = AGREEING, uses = []) {
  if (point.length !== PUBLIC_BYTES || point[0] !== 4) throw malformed();
  try {
    return await subtle.importKey("raw", point, algorithm, true, uses);
  } catch {
    throw malformed();
  }
}

/**
 * Return the 16 bytes that name a public key.
 * @param {Uint8Array} point
 */
export const keyId = async (point) =>
  (await sha256("romduol vault key", Uint8Array.of(SUITE), point)).slice(0, KEY_ID_BYTES);

/**
 * Return `length` bytes that HKDF-SHA256 makes of key material (RFC 5869).
 * @param {Uint8Array} material
 * @param {Uint8Array | string} info
 * @param {number} length
 * @param {Uint8Array} salt
 */
export async function hkdf(material, info, length = SECRET_BYTES, salt = new Uint8Array()) {
  const key = await subtle.importKey("raw", material, "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info: join(info) };
  return new Uint8Array(await subtle.deriveBits(algorithm, key, length * 8));
}

/**
 * Return the 64 bytes `r ‖ s` of an ECDSA signature with SHA-256; another one each time.
 * @param {SigningKey} key
 * @param {Uint8Array} message
 */
export const sign = async (key, message) => new Uint8Array(await subtle.sign(SIGNING, key.key, message));

/**
 * Tell whether this key signed this message; throws `malformed` for a key that is none.
 * @param {Uint8Array} point
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 */
export async function verify(point, message, signature) {
  const key = await readPublic(point, SIGNING, ["verify"]);
  return signature.length === SIGNATURE_BYTES && subtle.verify(SIGNING, key, signature, message);
}

/**
 * Return eight groups of five digits that two people can read to one another.
 * @param {string} label
 * @param {Uint8Array} data
 */
export async function fingerprint(label, data) {
  const digest = new DataView((await sha256(label, data)).buffer);
  const group = (_, at) => String(digest.getUint32(4 * at) % 100_000).padStart(5, "0");
  return Array.from({ length: 8 }, group).join(" ");
}

const base64 = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

const unbase64 = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
