/** What the bench asks of a page: seal, open and stretch with the vault's own script, timed by the page's clock. */

import * as vault from "/staff.js";

const { SealedKind, contextOf, hex, idBytes, openRecord, openingKey, sealRecord, unhex } = vault;
const held = {};

/** Take what is sealed, as a server would send it, and the pair of the queue; keep all of it in memory. */
export async function take({ subject, scalar, point, records, payloads }) {
  held.context = contextOf(SealedKind.REPORT, idBytes(subject));
  held.key = await openingKey({ scalar: unhex(scalar), public: unhex(point) });
  held.records = records.map(({ box, envelope }) => ({ box: unhex(box), envelope: unhex(envelope) }));
  held.payloads = payloads.map(unhex);
}

/** Open every record, so many at once; return milliseconds, and SHA-256 of all that came out. */
export const open = (atOnce) =>
  timed(held.records, atOnce, ({ box, envelope }) => openRecord(box, envelope, held.key, held.context), digested);

/** Seal every payload, so many at once; return milliseconds, and one of the records. */
export const seal = (atOnce) =>
  timed(
    held.payloads,
    atOnce,
    (payload) => sealRecord(payload, held.context, [held.key.public]),
    (made) => ({ box: hex(made[made.length - 1].box), envelope: hex(made[made.length - 1].envelopes[0]) })
  );

/** Make the receipt of a code and a word; return milliseconds, and its locator. */
export const receipt = ({ code, word }) =>
  timed([code], 1, () => vault.deriveReceipt(code, word), ([made]) => hex(made.locator));

/** Unlock a member's keys; return milliseconds, and the public key among them. */
export const unlock = ({ lock, wrap, member, device, passphrase, secret }) => {
  const holder = { member: idBytes(member), device, passphrase, deviceSecret: unhex(secret) };
  const work = () => vault.unlockMember(unhex(lock), unhex(wrap), holder);
  return timed([lock], 1, work, ([keys]) => hex(keys.seal.public));
};

async function timed(given, atOnce, work, told) {
  const made = [];
  const start = performance.now();
  for (let at = 0; at < given.length; at += atOnce) {
    made.push(...(await Promise.all(given.slice(at, at + atOnce).map(work))));
  }
  const ms = performance.now() - start;
  return { ms, made: await told(made) };
}

const digested = async (opened) => hex(await vault.sha256(...opened));
