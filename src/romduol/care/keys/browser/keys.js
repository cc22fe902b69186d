/** The page of one's own keys: make them, keep devices, begin inboxes, let others in and out, lock everything. */

import { chainFingerprint, epochFingerprint, lastOf } from "../../../safety/crypto/browser/epochs.js";
import { memberFingerprint } from "../../../safety/crypto/browser/members.js";
import { recoveryFingerprint } from "../../../safety/crypto/browser/queues.js";
import { dayText, isSame } from "./chains.js";
import { lockWhenIdle } from "./idle.js";
import { SOON, begin, daysLeft, grantMissing, listedIn, missingGrants, neverOpened, next } from "./inboxes.js";
import { memberRow } from "./letting.js";
import { addDevice, choose, makeKeys } from "./making.js";
import { Alarm, Refused, el, fill, read, server, told, unlockWith, wordsIn } from "./unlock.js";

const root = document.getElementById("keys");
const words = root ? wordsIn("words") : {};
const ask = root ? server(root) : null;
const named = (name) => name[root.dataset.lang] || Object.values(name)[0] || "";

let stopWatching = () => {};

/** Leave nothing: the page is emptied first, and then begun anew, so that keys are gone from memory too. */
function lock() {
  root.replaceChildren();
  location.reload();
}

/** Begin the page anew, from what the server says now. */
async function start(message = "") {
  try {
    const locks = await ask.get("locks");
    if (!locks.member || !locks.wraps.length) return await make(locks, Boolean(locks.member));
    const said = message ? [el("p", { class: "notice", role: "status" }, message)] : [];
    const below = [...said, el("h2", {}, words.when_lost), custodians(), lost(locks), panic(locks.organization)];
    const session = await unlockWith(root, words, ask, locks, ...below);
    stopWatching();
    stopWatching = lockWhenIdle(lock);
    return await draw(session);
  } catch (problem) {
    return failed(problem);
  }
}

/** Say what went wrong, and offer to begin anew; an alarm stays what it is. */
function failed(problem) {
  if (problem instanceof Alarm) return;
  const button = el("button", { class: "btn", type: "button", onclick: () => start() }, words.try_again);
  root.replaceChildren(el("p", { class: "notice stop", role: "alert" }, told(words, problem)), el("p", {}, button));
}

async function make(locks, anew) {
  const about = { title: words.make_keys, why: anew ? words.why_anew : words.why_keys, name: locks.name, device: 1 };
  const chosen = await choose(root, words, about);
  root.replaceChildren(el("p", { role: "status" }, words.working));
  await makeKeys(ask, locks, chosen, anew);
  await start(words.made_now_try);
}

const act = (label, work, kind = "") =>
  el("button", { class: `btn ${kind}`.trim(), type: "button", onclick: (event) => run(event.target, work) }, label);

/** Do something once, whatever is tapped meanwhile. */
async function run(button, work) {
  button.disabled = true;
  const problem = el("p", { class: "notice stop", role: "alert" });
  try {
    await work();
  } catch (found) {
    if (found instanceof Alarm) return;
    problem.textContent = told(words, found);
    button.closest("div, p, form").after(problem);
  }
  button.disabled = false;
}

/** A deed that cannot be taken back: told first, done after a second tap. */
function deed(label, why, sure, work) {
  const details = el("details", { class: "card" }, el("summary", {}, label), el("p", {}, why));
  details.append(el("div", { class: "acts" }, act(sure, work, "stop")));
  return details;
}

const lost = (locks) =>
  deed(words.begin_anew, words.begin_anew_why, words.begin_anew_sure, () => make(locks, true).catch(failed));

const panic = (organization) => {
  const made = deed(words.panic, words.panic_why, words.panic_sure, async () => {
    await ask.post("panic", { organization });
    root.replaceChildren(el("p", { class: "notice", role: "status", id: "locked" }, words.panic_done));
  });
  made.classList.add("grave");
  made.id = "panic";
  return made;
};

async function draw(session, problem = "") {
  const again = async () => {
    await session.refresh();
    await draw(session);
  };
  const queues = await Promise.all(session.queues.map((queue) => inbox(session, queue, again)));
  const none = queues.length ? "" : el("p", {}, words.no_inboxes);
  const offered = session.offered ? words.compared : words.not_compared;
  root.replaceChildren(
    problem && el("p", { class: "notice stop", role: "alert" }, problem),
    await own(session),
    el("h2", {}, words.inboxes),
    el("p", { class: "quiet" }, offered),
    none,
    ...queues,
    el("h2", {}, words.devices),
    await devices(session),
    el("h2", {}, words.when_lost),
    custodians(),
    deed(words.leave, words.leave_why, words.leave_sure, async () => {
      await session.server.post("leave", { organization: session.organization });
      await start();
    }),
    lost({ organization: session.organization, name: session.member.name }),
    panic(session.organization),
  );
}

const digits = (text) => el("p", { class: "secret fingerprint", lang: "en" }, text);

async function own({ member, keys, today }) {
  const shown = await memberFingerprint(keys.seal.public, keys.sign.public);
  return el(
    "section",
    { class: "card", id: "own" },
    el("h2", {}, fill(words.you_are, { name: member.name })),
    el("p", {}, words.your_fingerprint),
    digits(shown),
    el("p", { class: "quiet" }, fill(words.as_of, { day: dayText(today) })),
  );
}

async function devices(session) {
  const { wraps } = await session.server.get(`locks?organization=${session.organization}`);
  const again = () => draw(session);
  const rows = wraps.map(({ wrap, device, passkey }) => {
    const here = wrap === session.device.wrap ? el("span", { class: "tag" }, words.this_one) : "";
    const label = fill(passkey ? words.by_passkey : words.by_card, { number: device });
    const remove = async () => {
      await session.server.post("device/remove", { organization: session.organization, wrap });
      await again();
    };
    const row = el("li", {}, el("b", {}, label), " ", here);
    if (wraps.length > 1 && !here) row.append(el("div", { class: "acts" }, act(words.remove, remove, "stop")));
    return row;
  });
  const number = Math.max(...wraps.map(({ device }) => device)) + 1;
  const add = async () => {
    const about = { title: words.add_device, why: words.add_device_why, name: session.member.name, device: number };
    const chosen = await choose(root, words, about);
    await addDevice(session, chosen, number).catch(failed);
    await again();
  };
  return el(
    "section",
    { class: "card", id: "devices" },
    el("p", {}, words.devices_why),
    el("ul", { class: "rows" }, ...rows),
    el("div", { class: "acts" }, act(words.add_device, add, "second")),
  );
}

async function inbox(session, queue, again) {
  const card = el("section", { class: "card", "data-queue": queue.kind });
  card.append(el("h3", {}, `${named(queue.name)}: ${words[`kind_${queue.kind}`]}`));
  if (!queue.chain.length) card.append(...(await notBegun(session, queue, again)));
  else card.append(...(await begun(session, queue, again)));
  return card;
}

async function notBegun(session, queue, again) {
  const { recovery } = queue.told;
  if (!recovery) return [el("p", {}, words.no_recovery)];
  const tick = el("input", { type: "checkbox", name: "compared", required: true });
  const form = el(
    "form",
    {},
    el("p", {}, words.begin_why),
    el("p", {}, words.recovery_fingerprint),
    digits(await recoveryFingerprint({ seal: read(recovery.seal), sign: read(recovery.sign) })),
    el("p", { class: "quiet" }, fill(words.as_of, { day: dayText(session.today) })),
    el("div", { class: "field" }, el("label", { class: "chip" }, tick, words.recovery_compared)),
    el("p", {}, el("button", { class: "btn", type: "submit" }, words.begin)),
  );
  onSubmit(form, async () => {
    await begin(session, queue);
    await again();
  });
  return [form];
}

function onSubmit(form, work) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form.querySelector("button[type=submit]"), work);
  });
}

async function begun(session, queue, again) {
  const left = daysLeft(queue, session.today);
  const { epoch, lastDay } = lastOf(queue.chain).statement;
  const parts = [el("p", {}, fill(words.epoch_until, { number: epoch, day: dayText(lastDay) }))];
  if (left < 0) parts.push(el("p", { class: "notice stop" }, words.over));
  else if (left <= SOON) parts.push(el("p", { class: "notice stop" }, words.ends_soon));
  parts.push(await fingerprints(session, queue));
  if (!queue.mine) return [...parts, await notListed(session, queue)];
  if (neverOpened(queue)) parts.push(el("p", { class: "notice stop" }, words.never_opened));
  if (queue.closed.length) parts.push(closedForm(session, queue, again));
  if (missingGrants(session, queue).length) parts.push(grantForm(session, queue, again));
  return [...parts, await nextForm(session, queue, again)];
}

async function fingerprints({ today }, queue) {
  const { recovery } = lastOf(queue.chain).statement;
  return el(
    "details",
    {},
    el("summary", {}, words.fingerprints),
    el("p", {}, words.queue_fingerprint),
    digits(await chainFingerprint(queue.chain)),
    el("p", {}, words.epoch_fingerprint),
    digits(await epochFingerprint(queue.chain)),
    el("p", {}, words.recovery_fingerprint),
    digits(await recoveryFingerprint(recovery)),
    el("p", { class: "quiet" }, fill(words.as_of, { day: dayText(today) })),
  );
}

async function notListed(session, queue) {
  const listed = listedIn(queue);
  const names = session.members.filter(({ member, left }) => !left && listed.includes(member)).map(({ name }) => name);
  return el("p", {}, names.length ? fill(words.ask_to_join, { names: names.join(", ") }) : words.nobody_left);
}

function grantForm(session, queue, again) {
  const work = async () => {
    await grantMissing(session, queue);
    await again();
  };
  return el("div", {}, el("p", {}, words.grants_missing), el("div", { class: "acts" }, act(words.grant, work, "second")));
}

/** An envelope that does not open is thrown away by whom it is for: then other members see that they lack the key. */
function closedForm(session, queue, again) {
  const work = async () => {
    await session.server.post("grants", { queue: queue.id, unopened: queue.closed });
    await again();
  };
  const ask = el("div", { class: "acts" }, act(words.ask_again, work, "second"));
  return el("div", { class: "notice stop" }, el("p", {}, words.epoch_closed), ask);
}

/**
 * Who reads from now on: whoever is new is let in by the whole fingerprint, typed as they read it out. It is not shown:
 * a server that swapped their key finds one that ends as theirs does within seconds, and who sees digits copies them.
 */
async function nextForm(session, queue, again) {
  const before = listedIn(queue);
  const gone = session.members.filter(({ member, left }) => left && before.includes(member));
  const rows = await Promise.all(
    session.members.filter(({ left }) => !left).map((one) => memberRow(words, session.member.id, one, before.includes(one.member))),
  );
  const older = el("input", { type: "checkbox", name: "older", checked: true });
  const form = el("form", { class: "next" }, el("p", {}, words.next_why));
  for (const { name } of gone) form.append(el("p", { class: "notice stop" }, fill(words.has_left, { name })));
  form.append(...rows.map(({ row }) => row));
  form.append(el("div", { class: "field" }, el("label", { class: "chip" }, older, words.older_too)));
  form.append(el("p", {}, el("button", { class: "btn", type: "submit" }, words.next)));
  onSubmit(form, async () => {
    const chosen = rows.filter(({ tick }) => tick.checked);
    for (const { typed, whole } of chosen) if (typed && !isSame(typed.value, whole)) throw new Refused("fingerprint");
    try {
      await next(session, queue, chosen.map(({ member }) => member), older.checked);
    } catch (problem) {
      // Another member was quicker, or the answer was lost on its way: what is there now is shown, and tried from.
      await session.refresh();
      return await draw(session, told(words, problem));
    }
    await again();
  });
  return el("details", {}, el("summary", {}, words.members), form);
}

/** What custodians need, as a file; and what they made of it, handed in. */
function custodians() {
  const file = el("input", { type: "file", id: "k-file", accept: ".json,application/json" });
  const hand = async () => {
    if (!file.files.length) return;
    const made = JSON.parse(await file.files[0].text());
    for (const { grants, ...epoch } of made.queues) {
      await ask.post("epoch", { ...epoch, grants: grants.slice(0, 40) });
      for (let at = 40; at < grants.length; at += 40) {
        await ask.post("grants", { queue: epoch.queue, grants: grants.slice(at, at + 40) });
      }
    }
    await start(words.recovered);
  };
  const save = el("a", { class: "btn second", href: `${root.dataset.base}recovery`, download: "" }, words.save_for_custodians);
  return el(
    "details",
    { class: "card", id: "custodians" },
    el("summary", {}, words.custodians),
    el("p", {}, words.custodians_why),
    el("div", { class: "acts" }, save),
    el("div", { class: "field" }, el("label", { for: "k-file" }, words.their_file), file),
    el("div", { class: "acts" }, act(words.hand_in, hand, "second")),
  );
}

if (root) {
  // A card that is shown, and keys that are open, are for nobody who comes next.
  addEventListener("pagehide", () => root.replaceChildren());
  addEventListener("pageshow", ({ persisted }) => persisted && lock());
  start();
}
