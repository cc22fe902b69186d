/** Proof of work: tries numbers until a hash begins with enough zeros, and lets the page live in between. */

const K = new Uint32Array(64);
const START = new Uint32Array(8);
const SLICE_MS = 24;
const PROOF_BYTES = 8;

// The first bits of the cube and square roots of the first primes, as FIPS 180-4 gives them.
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let prime = true;
  for (let by = 2; by * by <= candidate; by++) if (candidate % by === 0) prime = false;
  if (!prime) continue;
  if (found < 8) START[found] = fraction(Math.sqrt(candidate));
  K[found++] = fraction(Math.cbrt(candidate));
}

const turned = (word, by) => (word >>> by) | (word << (32 - by));

/** Return the first 32 bits of SHA-256 of one filled block of sixteen words. */
function firstWord(block, w) {
  w.set(block);
  for (let at = 16; at < 64; at++) {
    const a = w[at - 15];
    const b = w[at - 2];
    w[at] = w[at - 16] + w[at - 7] + (turned(a, 7) ^ turned(a, 18) ^ (a >>> 3)) + (turned(b, 17) ^ turned(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let at = 0; at < 64; at++) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + K[at] + w[at]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  return (START[0] + a) >>> 0;
}

/**
 * Return the eight bytes that solve a challenge: SHA-256 of both begins with so many zeros.
 * @param {Uint8Array} challenge at most 47 bytes, a whole number of four
 * @param {number} bits at most 32
 * @param {(share: number) => void} progress how far along, from 0 to 1, as far as chance can tell
 */
export async function solve(challenge, bits, progress) {
  const block = new Uint32Array(16);
  const view = new DataView(challenge.buffer, challenge.byteOffset, challenge.length);
  const words = challenge.length / 4;
  for (let at = 0; at < words; at++) block[at] = view.getUint32(4 * at);
  block[words + 2] = 0x80000000;
  block[15] = (challenge.length + PROOF_BYTES) * 8;
  const w = new Uint32Array(64);
  let since = performance.now();
  for (let tried = 0; firstWord(block, w) >>> (32 - bits); tried++) {
    block[words + 1] = tried;
    if (tried % 256 === 0 && performance.now() - since > SLICE_MS) {
      progress(1 - Math.exp(-tried / 2 ** bits));
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
  }
  const proof = new DataView(new ArrayBuffer(PROOF_BYTES));
  proof.setUint32(0, block[words]);
  proof.setUint32(4, block[words + 1]);
  return new Uint8Array(proof.buffer);
}
