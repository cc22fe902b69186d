/** Plays a server that was taken over against the scripts of the keys' page, in Node; prints what came of it. */

import { pathToFileURL } from "node:url";

const [crypto_, keys_, what] = process.argv.slice(2);
const load = (folder, name) => import(pathToFileURL(`${folder}/${name}.js`).href);
const { newMember, memberFingerprint } = await load(crypto_, "members");
const { foundQueue, openEpoch } = await load(crypto_, "queues");
const { lastOf, walkChain } = await load(crypto_, "epochs");
const { newPair, openingKey, signingKey } = await load(crypto_, "keys");
const { idText } = await load(crypto_, "contexts");
const chains = await load(keys_, "chains");
const inboxes = await load(keys_, "inboxes");
const { written, read } = await load(keys_, "page");

const id = (number) => Uint8Array.from({ length: 16 }, () => number);
const publicOf = ({ seal, sign }, member) => ({ member, seal: seal.public, sign: sign.public });
const told = ({ seal, sign }, member) => ({
  ...{ member: idText(member), name: "", left: false },
  ...{ seal: written(seal.public), sign: written(sign.public) },
});
const [me, other, swapped] = [await newMember(), await newMember(), await newMember()];
const own = { seal: await openingKey(me.seal), sign: await signingKey(me.sign) };
const recovery = { seal: (await newPair()).public, sign: (await newPair()).public };
const members = [publicOf(me, id(1)), publicOf(other, id(2))];
const made = await foundQueue(id(9), members, recovery, own.sign, 20_100);
const envelope = made.envelopes.find(({ member }) => idText(member) === idText(id(1))).envelope;
const shown = (list, data = envelope) => ({
  member: idText(id(1)),
  queues: [
    {
      ...{ id: idText(id(9)), kind: "trafficking", name: {}, signed: [written(made.signed)], granted: [] },
      ...{ envelopes: [{ epoch: 1, data: written(data) }], members: list },
    },
  ],
});
const reasonOf = (work) => work().then(() => "", (problem) => problem.reason ?? String(problem));

const tries = {
  /** The server shows another key under the id of a member who is in the inbox already. */
  swapped: () => reasonOf(() => chains.walkAll(shown([told(me, id(1)), told(swapped, id(2))]), own, [])),
  honest: () => reasonOf(() => chains.walkAll(shown([told(me, id(1)), told(other, id(2))]), own, [])),
  /** A key that ends in the same digits is found within seconds: all of them count, in any script. */
  async typed() {
    const whole = await memberFingerprint(other.seal.public, other.sign.public);
    const khmer = whole.replace(/[0-9]/g, (digit) => String.fromCharCode(0x17e0 + Number(digit)));
    const groups = whole.split(" ");
    return [whole, khmer, groups.join(""), groups[7], "", groups.slice(1).join(" ")].map((one) => chains.isSame(one, whole));
  },
  async ends() {
    const { endOf } = await load(`${keys_}/../../reports/browser`, "inbox_desk");
    return [-1, 0, 14, 15].map(endOf);
  },
  async remembered() {
    const { newestSeen, noteSeen } = await load(keys_, "remembering");
    const without = newestSeen("m");
    const kept = new Map();
    globalThis.localStorage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, one) => kept.set(name, one) };
    noteSeen("m", 3);
    noteSeen("m", 2);
    return [without, newestSeen("m"), newestSeen("other"), [...kept.values()]];
  },
  /** Even where nobody noticed: who is listed already is listed again by the key of the chain. */
  async sealedTo() {
    const [queue] = await chains.walkAll(shown([told(me, id(1)), told(other, id(2))]), own, []);
    const sent = [];
    const session = { keys: own, today: 20_000, members: [], server: { post: async (_, body) => sent.push(body) } };
    await inboxes.next(session, queue, [told(me, id(1)), told(swapped, id(2))], true);
    const chain = await walkChain([made.signed, read(sent[0].signed)]);
    const listed = lastOf(chain).statement.members.find(({ member }) => idText(member) === idText(id(2)));
    return written(listed.seal) === written(other.seal.public) ? "the chain's" : "the server's";
  },
};
process.stdout.write(JSON.stringify(await tries[what]()));
