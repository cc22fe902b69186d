/** Plays a server that was taken over against the scripts of the keys' page, in Node; prints what came of it. */

import { pathToFileURL } from "node:url";

const [crypto_, keys_, what] = process.argv.slice(2);
const load = (folder, name) => import(pathToFileURL(`${folder}/${name}.js`).href);
const { newMember, memberFingerprint } = await load(crypto_, "members");
const { foundQueue, openEpoch } = await load(crypto_, "queues");
const { signStatement } = await load(crypto_, "statements");
const { equal } = await load(crypto_, "bytes");
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
const [sealing, signing, newSealing, newSigning] = [await newPair(), await newPair(), await newPair(), await newPair()];
const recovery = { seal: sealing.public, sign: signing.public };
const newRecovery = { seal: newSealing.public, sign: newSigning.public };
const members = [publicOf(me, id(1)), publicOf(other, id(2))];
const made = await foundQueue(id(9), members, recovery, own.sign, 20_100);
const envelope = made.envelopes.find(({ member }) => idText(member) === idText(id(1))).envelope;
const shown = (list, data = envelope) => ({
  member: idText(id(1)),
  queues: [
    {
      ...{ id: idText(id(9)), kind: "trafficking", name: {}, signed: [written(made.signed)], granted: [], custodians: [1] },
      ...{ recovery: { seal: written(recovery.seal), sign: written(recovery.sign) }, announced: null },
      ...{ envelopes: [{ epoch: 1, data: written(data) }], members: list },
    },
  ],
});
/** What the server shows once three custodians signed new ones; `inForce` are those that it says were announced. */
async function changed(inForce = newRecovery, by = signing) {
  const [first] = await walkChain([made.signed]);
  const said = { queue: id(9), epoch: 2, previous: first.digest, lastDay: 20_100, public: (await newPair()).public };
  const signed = await signStatement({ ...said, recovery: newRecovery, members }, await signingKey(by));
  const told_ = shown([told(me, id(1)), told(other, id(2))]);
  const [queue] = told_.queues;
  queue.signed.push(written(signed));
  queue.recovery = { seal: written(inForce.seal), sign: written(inForce.sign) };
  return told_;
}
const reasonOf = (work) => work().then(() => "", (problem) => problem.reason ?? String(problem));

const tries = {
  /** The server shows another key under the id of a member who is in the inbox already. */
  swapped: () => reasonOf(() => chains.walkAll(shown([told(me, id(1)), told(swapped, id(2))]), own, [])),
  honest: () => reasonOf(() => chains.walkAll(shown([told(me, id(1)), told(other, id(2))]), own, [])),
  /** New custodians: signed by the old ones and announced, not announced, signed by a member, and forgotten again. */
  async recovery() {
    const walk = async (shown_, pins = []) => reasonOf(() => chains.walkAll(shown_, own, pins));
    const [queue] = await chains.walkAll(await changed(), own, []);
    const [before] = await chains.walkAll(shown([told(me, id(1)), told(other, id(2))]), own, []);
    return {
      honest: await walk(await changed()),
      new: [before, queue].map(({ chain }) => chains.recoveryIsNew(chain)),
      notAnnounced: await walk(await changed(recovery)),
      bySomeMember: await walk(await changed(newRecovery, me.sign)),
      forgotten: await walk(shown([told(me, id(1)), told(other, id(2))]), [{ queue: id(9), epoch: 2, digest: id(1) }]),
      lacking: inboxes.missingForCustodians({}, { ...queue, told: { ...queue.told, custodians: [] } }).length,
    };
  },
  /** What a member gives new custodians is sealed to the keys of the chain, and opens the older epoch. */
  async forCustodians() {
    const [queue] = await chains.walkAll(await changed(), own, []);
    queue.told.custodians = [2];
    const sent = [];
    const session = { keys: own, members: [], server: { post: async (_, body) => sent.push(body) } };
    await inboxes.grantMissing(session, queue, inboxes.missingForCustodians);
    const [{ epoch, member, data }] = sent[0].grants;
    const key = await openEpoch(queue.chain, 1, read(data), await openingKey(newSealing));
    return [epoch, member, equal(key.public, queue.chain[0].statement.public)];
  },
  /** An inbox that has its epoch already keeps nobody from handing in the others. */
  async handedIn() {
    const { handIn } = await load(keys_, "custodians");
    const sent = [];
    const post = async (path, { queue, grants }) => {
      sent.push([path, queue, grants.length]);
      if (path === "epoch" && queue === "old") throw Object.assign(new Error(), { reason: "chain" });
    };
    const grants = Array.from({ length: 45 }, () => 0);
    await handIn({ post }, [{ queue: "old", grants: [0] }, { queue: "new", grants }]);
    return [sent, await reasonOf(() => handIn({ post }, [{ queue: "old", grants: [] }]))];
  },
  days: async () => [0, 20_785].map((day) => chains.dayText(day, [..."JFMAmjlaSOND"])),
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
