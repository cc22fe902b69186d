/** What every part of the inbox asks: words, names, queues, the server, and the way to write. */

import { fill } from "./inbox_dom.js";
import { serverOf } from "./inbox_server.js";
import { writingOf } from "./inbox_writing.js";

/**
 * Return the desk of whoever unlocked. `given` is what the page brought: `words`, `codes`, `months`, `data` (an
 * address) and `key`.
 * @param {object} session
 * @param {object} given
 * @param {() => Date} clock
 */
export function deskOf(session, given, clock) {
  const queues = new Map(session.queues.map((queue) => [queue.id, readQueue(queue, session, given.lang)]));
  const server = serverOf(given.data, given.key);
  const names = new Map([...queues.values()].flatMap(({ members }) => members));
  const say = (name, parts = {}) => fill(given.words[name] ?? name, parts);
  const member = (queue) => queues.get(queue)?.member ?? session.member;
  const writing = writingOf({ server, queues, member, clock });
  return {
    queues,
    server,
    writing,
    clock,
    say,
    member,
    code: (table, code) => given.codes[table]?.[code] ?? given.codes[table]?.[""] ?? code,
    when: (at) => moment(at, given.months, say),
    queueName: (id) => queues.get(id)?.name ?? "",
    members: (id) => [...(queues.get(id)?.members ?? [])],
    memberName: (_, id) => (id ? names.get(id) ?? say("somebody") : say("nobody")),
  };
}

function readQueue(queue, session, lang) {
  const listed = new Map(queue.members.filter(({ left }) => !left).map(({ member, name }) => [member, name]));
  return {
    id: queue.id,
    kind: queue.kind,
    name: queue.name[lang] ?? Object.values(queue.name)[0] ?? "",
    answerHours: queue.answer_hours,
    chain: queue.chain,
    epochs: queue.epochs,
    members: listed,
    member: session.member,
    problem: queue.problem ?? "",
  };
}

/** Return a moment such as "28 November 2026, 14:05". */
function moment(at, months, say) {
  const [, year, month, day, time] = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?/.exec(at) ?? [];
  if (!year) return "";
  return say(time ? "moment" : "day", { day: Number(day), month: months[Number(month) - 1], year, time });
}
