/** What every part of the inbox asks: words, names, queues, the server, and the way to write. */

import { idText } from "../../../safety/crypto/browser/contexts.js";
import { recoveryIsNew } from "../../keys/browser/chains.js";
import { SOON } from "../../keys/browser/inboxes.js";
import { lastOf } from "../../../safety/crypto/browser/epochs.js";
import { fill } from "../../keys/browser/dom.js";
import { serverOf } from "./inbox_server.js";
import { writingOf } from "./inbox_writing.js";

/**
 * Return the desk of whoever unlocked. `given` is what the page brought (`words`, `codes`, `months`), `page` what its
 * element carries (`base`, `key`, `lang`).
 * @param {object} session
 * @param {object} given
 * @param {DOMStringMap} page
 * @param {() => Date} clock
 */
export function deskOf(session, given, page, clock) {
  const queues = new Map();
  const server = serverOf(page.base, page.key);
  const say = (name, parts = {}) => fill(given.words[name] ?? name, parts);
  const names = new Map();
  const take = () => {
    for (const { member, name } of session.members) names.set(member, name);
    queues.clear();
    for (const one of session.queues) if (one.mine) queues.set(one.id, readQueue(one, names, page.lang, session.today));
  };
  take();
  return {
    queues,
    server,
    clock,
    say,
    writing: writingOf({ server, queues, member: () => session.member.id, clock }),
    /** Ask for the chains again, and measure them by what was seen before; an alarm takes the place of the page. */
    refresh: async () => {
      await session.refresh();
      take();
    },
    me: session.member.id,
    keys: page.keys,
    code: (table, code) => given.codes[table]?.[code] ?? given.codes[table]?.[""] ?? code,
    when: (at) => moment(at, given.months, say),
    month: (at) => monthOf(at, given.months),
    queueName: (id) => queues.get(id)?.name ?? "",
    members: (id) => queues.get(id)?.members ?? [],
    memberName: (id) => (id ? names.get(id) ?? say("somebody") : say("nobody")),
  };
}

function readQueue({ id, kind, name, told, chain, epochs }, names, lang, today) {
  const { members, lastDay } = lastOf(chain).statement;
  const listed = members.map(({ member }) => idText(member));
  return {
    id,
    kind,
    name: name[lang] ?? Object.values(name)[0] ?? "",
    answerHours: told.answer_hours,
    told: [endOf(lastDay - today), recoveryIsNew(chain) ? "recovery_is_new" : ""].filter(Boolean),
    chain,
    epochs,
    members: listed.map((member) => [member, names.get(member) ?? member.slice(0, 8)]),
  };
}

/** Return what has to be said of the last day of an epoch: after it nothing more is taken in. */
export const endOf = (left) => (left < 0 ? "epoch_over" : left <= SOON ? "epoch_ends_soon" : "");

/** Return a month such as "November 2026"; what is none stays as it is. */
function monthOf(at, months) {
  const [, year, month] = /^(\d{4})-(\d\d)$/.exec(at) ?? [];
  return months[Number(month) - 1] ? `${months[Number(month) - 1]} ${year}` : at;
}

/** Return a moment such as "28 November 2026, 14:05". */
function moment(at, months, say) {
  const [, year, month, day, time] = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?/.exec(at) ?? [];
  if (!months[Number(month) - 1]) return "";
  return say(time ? "moment" : "day", { day: Number(day), month: months[Number(month) - 1], year, time });
}
