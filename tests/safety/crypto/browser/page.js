// Lets a test call what the bundles export. Bytes travel as { $bytes: base64 }; a key, which no script can read, stays
// here and travels as { $key: number }; what a function throws travels as { $thrown: ... }.

import * as sealing from "/bundles/sealing.js";
import * as staff from "/bundles/staff.js";

const keys = [];

function revived(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(revived);
  if ("$bytes" in value) return Uint8Array.from(atob(value.$bytes), (sign) => sign.charCodeAt(0));
  if ("$key" in value) return keys[value.$key];
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, revived(one)]));
}

function sent(value) {
  if (value === undefined) return null;
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Uint8Array) return { $bytes: base64(value) };
  if (value instanceof ArrayBuffer) return sent(new Uint8Array(value));
  if (value instanceof CryptoKey) {
    return { $key: keys.push(value) - 1, extractable: value.extractable, type: value.type };
  }
  if (Array.isArray(value)) return value.map(sent);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, sent(one)]));
}

function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

const thrown = ({ name, message, reason, row, epoch }) => ({ $thrown: { name, message, reason, row, epoch } });

/** Call a function of a bundle with each list of arguments, one after the other. */
async function each(bundle, name, calls) {
  const results = [];
  for (const call of calls) {
    try {
      const result = await (own[name] || { sealing, staff }[bundle][name])(...call.map(revived));
      results.push(sent(result && result[Symbol.asyncIterator] ? await staff.gathered(result) : result));
    } catch (problem) {
      results.push(thrown(problem));
    }
  }
  return results;
}

function repeated(bytes, times) {
  const all = new Uint8Array(bytes.length * times);
  for (let at = 0; at < all.length; at += bytes.length) all.set(bytes, at);
  return all;
}

// What only tests do.
const own = {
  /** Seal with a fixed ephemeral pair, as RFC 9180's vectors have it. */
  async sealWith(scalar, ephemeral, point, info, encryptions) {
    const context = await staff.suite.createSenderContext({
      recipientPublicKey: await staff.readPublic(point),
      ekm: (await staff.openingKey({ scalar, public: ephemeral })).keys,
      info,
    });
    const sealed = [];
    for (const { plaintext, aad } of encryptions) sealed.push(await context.seal(plaintext, aad));
    return { enc: context.enc, sealed };
  },

  async openWith(pair, enc, info, encryptions) {
    const recipientKey = (await staff.openingKey(pair)).keys;
    const context = await staff.suite.createRecipientContext({ recipientKey, enc, info });
    const opened = [];
    for (const { ciphertext, aad } of encryptions) opened.push(await context.open(ciphertext, aad));
    return opened;
  },

  /** Seal, open again, and tell what came of it: the box itself where it is small. */
  async sealAndOpen({ repeat, times, whole }, secret, context, making) {
    const payload = repeat ? repeated(repeat, times) : whole;
    const box = await staff.sealBox(payload, secret, context, making);
    const opened = await staff.openBox(box, secret, context, making);
    const same = staff.equal(opened, payload);
    return { box: box.length < 100_000 ? box : null, length: box.length, sha256: await staff.sha256(box), same };
  },

  /** Make a code of given randomness. */
  codeOf: (randomness) => {
    let taken = 0;
    return sealing.newCode((length) => randomness.subarray(taken, (taken += length)));
  },

  /** Open boxes that differ from one in a single bit, and tell why each was refused. */
  async openFlipped(name, bytes, bits, ...rest) {
    const reasons = [];
    for (const bit of bits) {
      const flipped = bytes.slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      reasons.push(await staff[name](flipped, ...rest).then(() => "opened", ({ reason }) => reason));
    }
    return reasons;
  },

  /** Seal and open a file of many pieces as one stream, and tell how much of it was ever between the two. */
  async streamFile(thread, itself, reporter, part, parts) {
    let made = 0;
    let opened = 0;
    let between = 0;
    let wrong = 0;
    async function* source() {
      for (let number = 0; number < parts; number++) {
        const bytes = new Uint8Array(part).fill(number % 251);
        made += bytes.length;
        between = Math.max(between, made - opened);
        yield bytes;
      }
    }
    const { envelopes, pieces } = await sealing.attach(thread, itself, source(), [], 0, { toReporter: true });
    for await (const piece of sealing.openAttachment(thread, itself, pieces, envelopes[0], reporter)) {
      for (let at = 0; at < piece.length; at += 997) {
        wrong += piece[at] !== Math.floor((opened + at) / part) % 251;
      }
      opened += piece.length;
    }
    return { made, opened, between, wrong };
  },

  /** Seal a file that comes as a browser gives it, by its stream. */
  async attachBlob(thread, itself, bytes, ...rest) {
    const { envelopes, pieces } = await sealing.attach(thread, itself, new Blob([bytes]).stream(), ...rest);
    return { envelopes, box: await sealing.gathered(pieces) };
  },

  /** Seal what is no list of parts, or has parts that are no bytes, as a page might by mistake. */
  async sealMistaken(mistake, secret, context) {
    const bytes = Uint8Array.of(1, 2, 3);
    const { buffer } = bytes;
    const sources = { bytes, buffer: [buffer], view: [new DataView(buffer)], wide: [Uint16Array.from(bytes)] };
    return staff.gathered(staff.sealPieces(sources[mistake], secret, context));
  },

  /** Seal parts that come one after the other in the same array. */
  async sealRefilled(parts, secret, context) {
    async function* source() {
      const part = new Uint8Array(parts[0].length);
      for (const each of parts) {
        part.set(each);
        yield part;
      }
    }
    return staff.gathered(staff.sealPieces(source(), secret, context));
  },

  /** Open a box that comes by a stream with more after it, and tell what became of the stream. */
  async openByStream(box, pieces, secret, context) {
    let cancelled = false;
    const stream = new ReadableStream({
      start: (controller) => [box, ...pieces].forEach((part) => controller.enqueue(part)),
      cancel: () => (cancelled = true),
    });
    const opening = staff.gathered(staff.openPieces(stream, secret, context));
    const reason = await opening.then(() => "opened", (problem) => problem.reason);
    return { reason, cancelled, locked: stream.locked };
  },

  /** Add to a chain that is as long as any may be. */
  extendFull: async (first, second) => {
    const chain = await staff.walkChain([first]);
    return staff.extendChain(new Array(staff.MAX_STATEMENTS).fill(chain[0]), second);
  },

  async attachWhole(thread, itself, parts, ...rest) {
    const { envelopes, pieces } = await staff.attach(thread, itself, parts, ...rest);
    return { envelopes, box: await staff.gathered(pieces) };
  },
};

Object.assign(window, { each, exported: { sealing: Object.keys(sealing), staff: Object.keys(staff) } });
