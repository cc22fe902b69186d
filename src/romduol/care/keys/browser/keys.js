/** The page of one's own keys: make them, keep devices, begin inboxes, let others in and out, lock everything. */

import { actingIn } from "./acting.js";
import { Alarm, dayText } from "./chains.js";
import { custodians } from "./custodians.js";
import { el } from "./dom.js";
import { lockWhenIdle } from "./idle.js";
import { inboxCard } from "./inbox_card.js";
import { isBereft } from "./inboxes.js";
import { choose, makeKeys } from "./making.js";
import { devices, own } from "./own_keys.js";
import { server, givenIn } from "./page.js";
import { told, unlockWith } from "./unlock.js";

/**
 * Return the page: what its parts are made with, and what they may ask of it.
 * @param {HTMLElement} root
 * @param {{ words: Record<string, string>, months: string[] }} given
 */
function pageOf(root, { words, months }) {
  const ask = server(root);
  const page = {
    ...{ root, words, ask, start, draw, failed, ...actingIn(words) },
    day: (number) => dayText(number, months),
    named: (name) => name[root.dataset.lang] || Object.values(name)[0] || "",
  };
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
      if (!locks.member || !locks.wraps.length) return await make(locks, Boolean(locks.member), message);
      const below = [el("h2", {}, words.when_lost), custodians(page), lost(locks), panic(locks.organization)];
      const session = await unlockWith(root, words, ask, locks, { above: saying(message), below });
      stopWatching();
      stopWatching = lockWhenIdle(lock);
      return await draw(session);
    } catch (problem) {
      return failed(problem);
    }
  }

  const saying = (message) => (message ? [el("p", { class: "notice", role: "status" }, message)] : []);

  /** Say what went wrong, and offer to begin anew; an alarm stays what it is. */
  function failed(problem) {
    if (problem instanceof Alarm) return;
    const button = el("button", { class: "btn", type: "button", on: { click: () => start() } }, words.try_again);
    root.replaceChildren(el("p", { class: "notice stop", role: "alert" }, told(words, problem)), el("p", {}, button));
  }

  /** Make keys; where nobody can open an inbox any more, the way back is told before and after the form. */
  async function make(locks, anew, message = "") {
    const why = anew ? words.why_anew : words.why_keys;
    const about = { title: words.make_keys, why, name: locks.name, device: 1, above: saying(message), below: [] };
    if (locks.bereft) {
      about.above.push(el("p", { class: "notice stop", id: "bereft" }, words.bereft));
      about.below.push(custodians(page, { open: true }));
    }
    const chosen = await choose(root, words, about);
    root.replaceChildren(el("p", { role: "status" }, words.working));
    await makeKeys(ask, locks, chosen, anew);
    await start(words.made_now_try);
  }

  const lost = (locks) =>
    page.deed(words.begin_anew, words.begin_anew_why, words.begin_anew_sure, () => make(locks, true).catch(failed));

  function panic(organization) {
    const made = page.deed(words.panic, words.panic_why, words.panic_sure, async () => {
      await ask.post("panic", { organization });
      root.replaceChildren(
        el("p", { class: "notice", role: "status", id: "locked" }, words.panic_done),
        el("p", {}, words.panic_then),
      );
    });
    made.classList.add("grave");
    made.id = "panic";
    return made;
  }

  const leaving = (session) =>
    page.deed(words.leave, words.leave_why, words.leave_sure, async () => {
      await session.server.post("leave", { organization: session.organization });
      await start();
    });

  async function draw(session, problem = "") {
    const again = async () => {
      await session.refresh();
      await draw(session);
    };
    const { queues, organization } = session;
    const cards = await Promise.all(queues.map((queue) => inboxCard(page, session, queue, again)));
    const open = queues.some((queue) => isBereft(session, queue));
    root.replaceChildren(
      ...(problem ? [el("p", { class: "notice stop", role: "alert" }, problem)] : []),
      await own(page, session),
      ...(open ? [custodians(page, { open })] : []),
      el("h2", {}, words.inboxes),
      el("p", { class: "quiet" }, session.offered ? words.compared : words.not_compared),
      ...(cards.length ? cards : [el("p", {}, words.no_inboxes)]),
      el("h2", {}, words.devices),
      await devices(page, session),
      el("h2", {}, words.when_lost),
      ...(open ? [] : [custodians(page)]),
      leaving(session),
      lost({ organization, name: session.member.name }),
      panic(organization),
    );
  }

  return { start, lock };
}

const root = document.getElementById("keys");
if (root) {
  const { start, lock } = pageOf(root, givenIn("given"));
  // A card that is shown, and keys that are open, are for nobody who comes next.
  addEventListener("pagehide", () => root.replaceChildren());
  addEventListener("pageshow", ({ persisted }) => persisted && lock());
  start();
}
