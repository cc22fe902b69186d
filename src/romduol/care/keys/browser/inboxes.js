/** Begins an inbox and its next epochs, and hands older keys on: what a member signs is worked out here. */

import { equal } from "../../../safety/crypto/browser/bytes.js";
import { idBytes, idText } from "../../../safety/crypto/browser/contexts.js";
import { extendChain, lastOf } from "../../../safety/crypto/browser/epochs.js";
import { foundQueue, grantEpoch, nextEpoch } from "../../../safety/crypto/browser/queues.js";
import { read, written } from "./page.js";

export const SUGGESTED_DAYS = 90;
/** Before its last day an epoch is renewed: so many days are left when that is said. */
export const SOON = 14;
const IN_ONE = 40;

/** Return a member as the server tells of them, as a statement lists them. */
export const listed = ({ member, seal, sign }) => ({ member: idBytes(member), seal: read(seal), sign: read(sign) });

/** Return who is listed in the last statement of a queue, as texts. */
export const listedIn = ({ chain }) => lastOf(chain).statement.members.map(({ member }) => idText(member));

/** Return how many days are left, the last one counted. */
export const daysLeft = ({ chain }, today) => lastOf(chain).statement.lastDay - today;

/** Tell whether an inbox for reports was begun and never opened: until then nobody can report to it. */
export const neverOpened = ({ kind, told }) => kind !== "audit" && told.opened_hours_ago === null;

/** Begin a queue with oneself as its only member. */
export async function begin(session, queue) {
  const { recovery } = queue.told;
  const own = { member: session.member.bytes, seal: session.keys.seal.public, sign: session.keys.sign.public };
  const publics = { seal: read(recovery.seal), sign: read(recovery.sign) };
  const day = session.today + SUGGESTED_DAYS;
  const made = await foundQueue(idBytes(queue.id), [own], publics, session.keys.sign, day);
  await handIn(session, queue, made, []);
}

/**
 * Begin the next epoch of a queue with these members alone.
 * @param {any} session
 * @param {any} queue
 * @param {any[]} members as the server tells of them: newcomers' fingerprints were compared before, and whoever is listed
 *   already is listed again by the keys of the chain, whatever the server tells now
 * @param {boolean} older whether newcomers get the keys of older epochs
 */
export async function next(session, queue, members, older) {
  const known = new Map(lastOf(queue.chain).statement.members.map((one) => [idText(one.member), one]));
  const all = members.map((one) => known.get(one.member) ?? listed(one));
  const made = await nextEpoch(queue.chain, all, session.keys.sign, session.today + SUGGESTED_DAYS);
  const chain = await extendChain(queue.chain, made.signed);
  const before = new Set(listedIn(queue));
  const newcomers = older ? members.filter(({ member }) => !before.has(member)) : [];
  const wanted = newcomers.flatMap((one) => [...queue.epochs.keys()].map((epoch) => ({ epoch, member: one })));
  await handIn(session, queue, made, await sealed(session, { ...queue, chain }, wanted));
}

/** Return what older epochs are not sealed to whom of the last statement, as far as this member can open them. */
export function missingGrants(session, queue) {
  const has = new Set(queue.told.granted.map(([epoch, member]) => `${epoch} ${member}`));
  const present = session.members.filter(({ member, left }) => !left && listedIn(queue).includes(member));
  const all = present.flatMap((member) => [...queue.epochs.keys()].map((epoch) => ({ epoch, member })));
  return all.filter(({ epoch, member }) => !has.has(`${epoch} ${member.member}`));
}

/** Return what older epochs the custodians' newest keys lack, as far as this member can open them. */
export function missingForCustodians(session, queue) {
  const lacking = [...queue.epochs.keys()].filter((epoch) => !queue.told.custodians.includes(epoch));
  return lacking.map((epoch) => ({ epoch, member: null }));
}

/** Tell whether an inbox has begun and nobody whom it lists has keys any more: then only custodians let anybody in. */
export const isBereft = ({ members }, queue) =>
  queue.chain.length > 0 && !members.some(({ member, left }) => !left && listedIn(queue).includes(member));

/** Seal to others whom the last statement names what older keys they lack: `missing` tells which, and to whom. */
export async function grantMissing(session, queue, missing) {
  await sendGrants(session, queue, await sealed(session, queue, missing(session, queue)));
}

/** The key that stands in the chain is what is sealed to, never one that the server tells; custodians are nobody's id. */
async function sealed(session, queue, wanted) {
  const { members, recovery } = lastOf(queue.chain).statement;
  const grants = [];
  for (const { epoch, member } of wanted) {
    const { seal } = member ? members.find((one) => equal(one.member, idBytes(member.member))) : recovery;
    const { data } = queue.told.envelopes.find((one) => one.epoch === epoch);
    const envelope = await grantEpoch(queue.chain, epoch, read(data), session.keys.seal, seal);
    grants.push({ epoch, member: member && member.member, data: written(envelope) });
  }
  return grants;
}

async function handIn(session, queue, { signed, envelopes, recoveryEnvelope }, grants) {
  await session.server.post("epoch", {
    queue: queue.id,
    signed: written(signed),
    envelopes: Object.fromEntries(envelopes.map(({ member, envelope }) => [idText(member), written(envelope)])),
    recovery: written(recoveryEnvelope),
    grants: grants.slice(0, IN_ONE),
  });
  await sendGrants(session, queue, grants.slice(IN_ONE));
}

async function sendGrants(session, queue, grants) {
  for (let at = 0; at < grants.length; at += IN_ONE) {
    await session.server.post("grants", { queue: queue.id, grants: grants.slice(at, at + IN_ONE) });
  }
}
