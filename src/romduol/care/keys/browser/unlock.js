/**
 * Opens a member's keys in this browser, and nowhere else: `unlock(root, words)` draws the form, asks for passphrase and
 * card or passkey, walks every chain against the member's pins, and returns the session.
 *
 *   const session = await unlock(root, words);        // null: no keys yet, and the page says so
 *   session.member        { id: text, bytes: 16 bytes, name }
 *   session.organization  its id, as text
 *   session.keys          { seal, sign, store }, at work: no script reads their private halves
 *   session.today         days since 1970-01-01, as the server says
 *   session.queues        [{ id, kind, name, told, chain, epochs: Map(number -> OpeningKey), closed: [number], mine }]
 *   session.server        { get(path), post(path, body) } under root.dataset.base
 *   session.refresh()     asks for the chains again and walks them; fills session.queues anew
 *   session.alarm(it)     shows an alarm in place of everything
 *
 * `root` carries `data-base` ("/desk/km/inbox/data/"), `data-key` (the key of forms), `data-offered` ("/in/km/r/q"),
 * `data-keys` (the address of the page of keys) and `data-lang`. After an alarm the promise is rejected with `Alarm`,
 * and nothing may go on.
 */

import { openPins, sealPins } from "../../../safety/crypto/browser/pins.js";
import { lockKeys, openWrap } from "../../../safety/crypto/browser/members.js";
import { idBytes } from "../../../safety/crypto/browser/contexts.js";
import { readCard } from "../../../safety/crypto/browser/cards.js";
import { Mistyped, NotOpened } from "../../../safety/crypto/browser/errors.js";
import { Alarm, compareOffered, dayNumber, newPins, walkAll } from "./chains.js";
import { el, fill } from "./dom.js";
import { hasPasskeys, passkeySecret } from "./passkeys.js";
import { Refused, read, server, written } from "./page.js";
import { newestSeen, noteSeen } from "./remembering.js";


/**
 * @param {HTMLElement} root
 * @param {Record<string, string>} words
 */
export async function unlock(root, words) {
  const ask = server(root);
  for (;;) {
    try {
      const locks = await ask.get("locks");
      if (!locks.member || !locks.wraps.length) return noKeys(root, words);
      return await unlockWith(root, words, ask, locks);
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      await again(root, words, problem);
    }
  }
}

/**
 * Draw the form and return the session, once it was opened.
 * @param {HTMLElement} root
 * @param {Record<string, string>} words
 * @param {ReturnType<typeof server>} ask
 * @param {any} locks what `data/locks` answered
 * @param {{ above?: Node[], below?: Node[] }} around what the page has to say around the form
 */
export async function unlockWith(root, words, ask, locks, around = {}) {
  const opened = await openForm(root, words, ask, locks, around);
  const session = { ...opened, server: ask, queues: [], offered: false, alarm: (it) => showAlarm(root, words, it) };
  session.refresh = () => guarded(root, words, () => refresh(session, root));
  await session.refresh();
  root.replaceChildren();
  return session;
}

async function guarded(root, words, work) {
  try {
    return await work();
  } catch (problem) {
    if (problem instanceof Alarm) showAlarm(root, words, problem);
    throw problem;
  }
}

async function refresh(session, root) {
  let shown = await load(session);
  const offered = await askOffered(root);
  try {
    session.offered = compareOffered(session.queues, shown, offered);
  } catch {
    // Somebody may have begun an epoch between the two questions: only what stays different is an alarm.
    shown = await load(session);
    session.offered = compareOffered(session.queues, shown, await askOffered(root));
  }
}

async function load(session) {
  const shown = await session.server.get(`chains?organization=${session.organization}`);
  if (shown.member !== session.member.id) throw new Refused("other-keys");
  session.queues = await walkAll(shown, session.keys, session.pins);
  session.members = shown.queues.length ? shown.queues[0].members : [];
  session.today = dayNumber(shown.today);
  await remember(session);
  return shown;
}

/** Keep what was seen: the next sign-in is measured by it. */
async function remember(session) {
  const pins = newPins(session.queues, session.pins);
  if (!pins) return;
  const number = session.pinNumber + 1;
  const box = await sealPins(pins, session.keys.store, session.member.bytes, number);
  await session.server.post("pins", { organization: session.organization, number, box: written(box) });
  session.pins = pins;
  session.pinNumber = number;
  noteSeen(session.member.id, number);
}

/** Ask, as anybody would, what people who report are shown: without cookies, so that no server knows who asks. */
async function askOffered(root) {
  if (!root.dataset.offered) return null;
  try {
    const answer = await fetch(root.dataset.offered, { credentials: "omit", cache: "no-store", redirect: "error" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** Draw the form and wait until it opens the wrap. */
function openForm(root, words, ask, locks, { above = [], below = [] }) {
  return new Promise((done, failed) => {
    const form = drawForm(words, locks);
    const problem = form.querySelector("[role=alert]");
    const button = form.querySelector("button[type=submit]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.hidden = true;
      button.disabled = true;
      button.textContent = words.working;
      try {
        done(await opened(form, words, ask, locks));
      } catch (found) {
        if (found instanceof Alarm) return failed(showAlarm(root, words, found));
        problem.textContent = told(words, found);
        problem.hidden = false;
        button.disabled = false;
        button.textContent = words.unlock;
        problem.focus();
      }
    });
    root.replaceChildren(...above, form, ...below);
    form.elements.passphrase.focus();
  });
}

function drawForm(words, locks) {
  const usable = locks.wraps.filter(({ passkey }) => !passkey || hasPasskeys());
  const devices = usable.map((one) =>
    el("option", { value: one.wrap }, fill(one.passkey ? words.by_passkey : words.by_card, { number: one.device })),
  );
  const pick = el("select", { id: "u-device", name: "device" }, ...devices);
  const typed = { rows: "4", autocomplete: "off", spellcheck: "false", autocapitalize: "characters" };
  const card = el("textarea", { id: "u-card", name: "card", ...typed });
  const rows = el(
    "div",
    { class: "field" },
    el("label", { for: "u-card" }, words.card),
    el("p", { class: "hint" }, words.card_hint),
    card,
  );
  const form = el(
    "form",
    { class: "card", id: "unlock", autocomplete: "off" },
    el("h2", {}, words.title_unlock),
    el("p", { class: "notice stop", role: "alert", tabindex: "-1", hidden: true }),
    el("div", { class: "field" }, el("label", { for: "u-device" }, words.device), pick),
    el(
      "div",
      { class: "field" },
      el("label", { for: "u-passphrase" }, words.passphrase),
      el("input", { id: "u-passphrase", name: "passphrase", type: "password", required: true, autocomplete: "off" }),
    ),
    rows,
    el("p", {}, el("button", { class: "btn", type: "submit" }, words.unlock)),
  );
  const show = () => {
    const chosen = locks.wraps.find(({ wrap }) => wrap === pick.value);
    rows.hidden = !chosen || Boolean(chosen.passkey);
  };
  pick.addEventListener("change", show);
  show();
  return form;
}

async function opened(form, words, ask, locks) {
  const { device, passphrase, card } = form.elements;
  const chosen = locks.wraps.find(({ wrap }) => wrap === device.value);
  const member = { id: locks.member.member, bytes: idBytes(locks.member.member), name: locks.name };
  const deviceSecret = chosen.passkey
    ? await passkeySecret(chosen.passkey, read(chosen.passkey_salt)).catch(() => {
        throw new Refused("passkey");
      })
    : readCard(card.value);
  const holder = { member: member.bytes, device: chosen.device, passphrase: passphrase.value, deviceSecret };
  const made = await lockKeys(read(chosen.lock), holder);
  const shown = { organization: locks.organization, wrap: chosen.wrap, door: written(made.door) };
  const handed = await ask.post("wrap", shown);
  const box = read(handed.box);
  const keys = await openWrap(box, holder, made);
  const pins = handed.pins ? await pinsOf(handed.pins, keys, member) : [];
  const pinNumber = handed.pins ? handed.pins.number : 0;
  if (pinNumber < newestSeen(member.id)) throw new Alarm("pins-older", null);
  noteSeen(member.id, pinNumber);
  return {
    member,
    organization: locks.organization,
    keys,
    pins,
    pinNumber,
    // Passphrase and device secret are needed no more, so nothing holds on to them.
    device: { ...shown, box, holder: { member: member.bytes, device: chosen.device }, secret: made.secret },
  };
}

/** Open the pins; a box that these keys do not open was put in place of theirs, and that is an alarm. */
async function pinsOf({ number, box }, keys, member) {
  try {
    return await openPins(read(box), keys.store, member.bytes, number);
  } catch {
    throw new Alarm("pins", null);
  }
}

/** Return what went wrong in the words of the page. */
export function told(words, problem) {
  if (problem instanceof Mistyped) return problem.row ? fill(words.card_row, { row: problem.row }) : words.card_length;
  if (problem instanceof NotOpened) return words.wrong;
  if (!(problem instanceof Refused)) return words.unreachable;
  const said = { passkey: words.passkey_failed, "not-there": words.wrong, "signed-out": words.signed_out };
  return said[problem.reason] || words[`refused_${problem.reason.replace(/-/g, "_")}`] || words.unreachable;
}

function noKeys(root, words) {
  const link = el("a", { class: "btn", href: root.dataset.keys }, words.make_keys);
  root.replaceChildren(el("p", {}, words.no_keys), el("p", {}, link));
  return null;
}

/** Say what went wrong, and wait for another try. */
function again(root, words, problem) {
  return new Promise((done) => {
    const button = el("button", { class: "btn", type: "button", on: { click: done } }, words.try_again);
    root.replaceChildren(el("p", { class: "notice stop", role: "alert" }, told(words, problem)), el("p", {}, button));
  });
}

/** Show an alarm in place of everything: nothing that was opened stays on the page. */
export function showAlarm(root, words, alarm) {
  const queue = alarm.queue && alarm.queue.name;
  const name = queue ? queue[root.dataset.lang] || Object.values(queue)[0] : "";
  const why = words[`alarm_${alarm.reason.replace(/-/g, "_")}`] || words.alarm_broken;
  const box = el(
    "section",
    { class: "card grave", role: "alert", tabindex: "-1", id: "alarm" },
    el("h2", {}, words.alarm_title),
    name && el("p", {}, el("b", {}, name)),
    el("p", {}, why),
    el("p", {}, words.alarm_do),
    el("p", {}, words.alarm_call),
    el("p", { class: "quiet" }, fill(words.alarm_code, { reason: alarm.reason, epoch: alarm.epoch })),
  );
  root.replaceChildren(box);
  box.focus();
  return alarm;
}
