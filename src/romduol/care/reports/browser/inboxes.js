/** The inboxes that may be sealed to, each with the chain that proves its key, walked here. */

import { Failed, get, read } from "./asking.js";
import { idText } from "../../../safety/crypto/browser/contexts.js";
import { NotCurrent, chainFingerprint, currentPublic, walkChain } from "../../../safety/crypto/browser/epochs.js";

const DAY_MS = 86_400_000;

/** Return today as epochs count it: in whole days of UTC. */
export const today = () => Math.floor(Date.now() / DAY_MS);

/**
 * An inbox as the server tells of it, and its chain; null where that does not hold.
 * @typedef {{ id: string, kind: string, name: Record<string, string>, signed: string[], answer_hours: number,
 *   hours: { days: number[] }[],
 *   chain: import("../../../safety/crypto/browser/epochs.js").Chain | null }} Inbox
 */

/**
 * Return inboxes with their chains. One that is another's, or does not hold, is none.
 * @param {object[]} told
 * @returns {Promise<Inbox[]>}
 */
export const walked = (told) => Promise.all(told.map(async (one) => ({ ...one, chain: await chainOf(one) })));

async function chainOf({ id, signed }) {
  try {
    const chain = await walkChain(signed.map(read));
    return idText(chain[0].statement.queue) === id ? chain : null;
  } catch {
    return null;
  }
}

/** Return what may be sealed to now, and the work to show with it. */
export async function openInboxes() {
  const { challenge, bits, queues } = await get("q");
  return { challenge, bits, inboxes: await walked(queues) };
}

/**
 * Return those inboxes among them; throws `Failed` for one that is not there, whose chain does not hold or is over.
 * @param {Inbox[]} inboxes
 * @param {string[]} ids
 */
export function chosen(inboxes, ids) {
  if (!ids.length) throw new Failed("nobody");
  return ids.map((id) => usable(inboxes.find((inbox) => inbox.id === id)));
}

/**
 * Return an inbox that may be sealed to; throws `Failed`.
 * @param {Inbox | undefined} inbox
 */
export function usable(inbox) {
  if (!inbox) throw new Failed("queue");
  if (!inbox.chain) throw new Failed("chain");
  try {
    currentPublic(inbox.chain, today());
  } catch (problem) {
    throw problem instanceof NotCurrent ? new Failed("date") : problem;
  }
  return inbox;
}

/**
 * Return the digits by which somebody compares an inbox with a printed card.
 * @param {Inbox} inbox
 */
export const digitsOf = (inbox) => chainFingerprint(inbox.chain);
