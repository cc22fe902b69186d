/** One inbox on the page of keys: begun, compared, renewed, and who reads it. */

import { chainFingerprint, epochFingerprint, lastOf } from "../../../safety/crypto/browser/epochs.js";
import { recoveryFingerprint } from "../../../safety/crypto/browser/queues.js";
import { isSame, recoveryIsNew } from "./chains.js";
import { el, fill } from "./dom.js";
import {
  SOON, begin, daysLeft, grantMissing, isBereft, listedIn, missingForCustodians, missingGrants, neverOpened, next,
} from "./inboxes.js";
import { memberRow } from "./letting.js";
import { digits } from "./own_keys.js";
import { Refused, read } from "./page.js";
import { told } from "./unlock.js";

const publicOf = ({ seal, sign }) => ({ seal: read(seal), sign: read(sign) });
const stop = (words, ...more) => el("p", { class: "notice stop" }, words, ...more);

/**
 * Draw an inbox; `again` draws the page anew from what the server says then.
 * @param {any} page
 * @param {any} session
 * @param {any} queue
 * @param {() => Promise<void>} again
 */
export async function inboxCard(page, session, queue, again) {
  const about = { page, words: page.words, session, queue, again };
  const heading = el("h3", {}, `${page.named(queue.name)}: ${page.words[`kind_${queue.kind}`]}`);
  const parts = queue.chain.length ? await begun(about) : await notBegun(about);
  return el("section", { class: "card", "data-queue": queue.kind }, heading, parts);
}

async function notBegun({ page, words, session, queue, again }) {
  const { recovery } = queue.told;
  if (!recovery) return [el("p", {}, words.no_recovery)];
  const tick = el("input", { type: "checkbox", name: "compared", required: true });
  const form = el(
    "form",
    {},
    el("p", {}, words.begin_why),
    el("p", {}, words.recovery_fingerprint),
    digits(await recoveryFingerprint(publicOf(recovery))),
    el("p", { class: "quiet" }, fill(words.as_of, { day: page.day(session.today) })),
    el("div", { class: "field" }, el("label", { class: "chip" }, tick, words.recovery_compared)),
    el("p", {}, el("button", { class: "btn", type: "submit" }, words.begin)),
  );
  page.onSubmit(form, async () => {
    await begin(session, queue);
    await again();
  });
  return [form];
}

async function begun(about) {
  const { page, words, session, queue } = about;
  const left = daysLeft(queue, session.today);
  const { epoch, lastDay } = lastOf(queue.chain).statement;
  const parts = [el("p", {}, fill(words.epoch_until, { number: epoch, day: page.day(lastDay) }))];
  if (left < 0) parts.push(stop(words.over));
  else if (left <= SOON) parts.push(stop(words.ends_soon));
  parts.push(...(await recoveryNews(about)), await fingerprints(about));
  if (!queue.mine) return [...parts, notListed(about)];
  if (neverOpened(queue)) parts.push(stop(el("a", { class: "btn second", href: "../inbox" }, words.never_opened)));
  if (queue.closed.length) parts.push(closedForm(about));
  if (missingGrants(session, queue).length) parts.push(grantForm(about, words.grants_missing, words.grant, missingGrants));
  if (missingForCustodians(session, queue).length) {
    parts.push(grantForm(about, words.custodians_lack, words.grant_custodians, missingForCustodians));
  }
  return [...parts, await nextForm(about)];
}

/** New keys of custodians: shown whole, so that everybody compares them with a new sheet; or announced, and no more. */
async function recoveryNews({ words, queue }) {
  const { epoch, recovery } = lastOf(queue.chain).statement;
  const parts = [];
  if (recoveryIsNew(queue.chain)) {
    const news = [el("p", {}, fill(words.recovery_new, { number: epoch })), digits(await recoveryFingerprint(recovery))];
    parts.push(el("div", { class: "notice stop", id: `new-recovery-${queue.kind}` }, news));
  }
  if (queue.told.announced) {
    const shown = digits(await recoveryFingerprint(publicOf(queue.told.announced)));
    parts.push(el("div", { class: "notice" }, el("p", {}, words.recovery_announced), shown));
  }
  return parts;
}

async function fingerprints({ page, words, session, queue }) {
  return el(
    "details",
    {},
    el("summary", {}, words.fingerprints),
    el("p", {}, words.queue_fingerprint),
    digits(await chainFingerprint(queue.chain)),
    el("p", {}, words.epoch_fingerprint),
    digits(await epochFingerprint(queue.chain)),
    el("p", {}, words.recovery_fingerprint),
    digits(await recoveryFingerprint(lastOf(queue.chain).statement.recovery)),
    el("p", { class: "quiet" }, fill(words.as_of, { day: page.day(session.today) })),
  );
}

function notListed({ words, session, queue }) {
  if (isBereft(session, queue)) return stop(words.nobody_left, " ", el("a", { href: "#custodians" }, words.custodians));
  const listed = listedIn(queue);
  const names = session.members.filter(({ member, left }) => !left && listed.includes(member)).map(({ name }) => name);
  return el("p", {}, fill(words.ask_to_join, { names: names.join(", ") }));
}

function grantForm({ page, session, queue, again }, why, label, missing) {
  const work = async () => {
    await grantMissing(session, queue, missing);
    await again();
  };
  return el("div", {}, el("p", {}, why), el("div", { class: "acts" }, page.act(label, work, "second")));
}

/** An envelope that does not open is thrown away by whom it is for: then other members see that they lack the key. */
function closedForm({ page, words, session, queue, again }) {
  const work = async () => {
    await session.server.post("grants", { queue: queue.id, unopened: queue.closed });
    await again();
  };
  const ask = el("div", { class: "acts" }, page.act(words.ask_again, work, "second"));
  return el("div", { class: "notice stop" }, el("p", {}, words.epoch_closed), ask);
}

/**
 * Who reads from now on: whoever is new is let in by the whole fingerprint, typed as they read it out. It is not shown:
 * a server that swapped their key finds one that ends as theirs does within seconds, and who sees digits copies them.
 */
async function nextForm({ page, words, session, queue, again }) {
  const before = listedIn(queue);
  const gone = session.members.filter(({ member, left }) => left && before.includes(member));
  const here = session.members.filter(({ left }) => !left);
  const rows = await Promise.all(here.map((one) => memberRow(words, session.member.id, one, before.includes(one.member))));
  const older = el("input", { type: "checkbox", name: "older", checked: true });
  const form = el(
    "form",
    { class: "next" },
    el("p", {}, words.next_why),
    gone.map(({ name }) => stop(fill(words.has_left, { name }))),
    rows.map(({ row }) => row),
    el("div", { class: "field" }, el("label", { class: "chip" }, older, words.older_too)),
    el("p", {}, el("button", { class: "btn", type: "submit" }, words.next)),
  );
  page.onSubmit(form, async () => {
    const chosen = rows.filter(({ tick }) => tick.checked);
    for (const { typed, whole } of chosen) if (typed && !isSame(typed.value, whole)) throw new Refused("fingerprint");
    try {
      await next(session, queue, chosen.map(({ member }) => member), older.checked);
    } catch (problem) {
      // Another member was quicker, or the answer was lost on its way: what is there now is shown, and tried from.
      await session.refresh();
      return page.draw(session, told(words, problem));
    }
    await again();
  });
  return el("details", {}, el("summary", {}, words.members), form);
}
