/** The frame of the open inbox: the list, beside it or in its place one thread, and what is above both. */

import { button, clear, el } from "../../keys/browser/dom.js";
import { listOf } from "./inbox_list.js";
import { openAll } from "./inbox_reading.js";
import { drawAudit, drawCounts } from "./inbox_tables.js";
import { drawThread } from "./inbox_thread.js";
import { threadsOf, unopened } from "./inbox_threads.js";
import { moment } from "./inbox_written.js";

const AUDIT = "audit";
const AUDIT_ENTRY = 0x40;

/**
 * Return the frame, drawn into a node; `load` fetches and opens everything that the member's queues hold.
 * @param {HTMLElement} root
 * @param {object} desk
 * @param {() => void} lock
 */
export function frameOf(root, desk, lock) {
  const list = el("section", { class: "inbox-list", "aria-label": desk.say("list") });
  const thread = el("section", { class: "inbox-thread", "aria-label": desk.say("thread") });
  const status = el("p", { class: "quiet", role: "status", "aria-live": "polite" });
  const meter = el("progress", { max: "1", value: "0", hidden: true });
  const warnings = el("div");
  const panes = el("div", { class: "inbox-panes" }, list, thread);
  let tried = [];
  let threads = [];
  let current = "";
  const drawList = listOf(list, desk, open);

  const work = () => {
    threads = threadsOf(tried.filter(({ kind }) => kind !== AUDIT_ENTRY), desk.queues, moment(desk.clock()));
  };
  const warn = () => warnings.replaceChildren(...warningsOf(desk));
  const draw = () => drawList(threads, unopened(tried), current);

  /** Show one side where there is no room for both. */
  const turn = (name) => panes.setAttribute("class", `inbox-panes shows-${name}`);

  function back() {
    current = "";
    turn("list");
    clear(thread);
    thread.append(el("p", { class: "quiet" }, desk.say("choose")));
    draw();
    list.querySelector("button, select")?.focus();
  }

  function open(id) {
    const found = threads.find((one) => one.id === id || one.doubles.some((double) => double.id === id));
    if (!found) return back();
    current = found.id;
    turn("thread");
    drawThread(thread, desk, found, { threads, back, done, open });
    draw();
    thread.querySelector(".thread-name").focus();
    thread.scrollIntoView({ block: "start" });
  }

  /** Take over what was just written, as if it had been fetched and opened. */
  function done(told) {
    if (!told.length) return;
    tried = [...tried, ...told];
    work();
    status.textContent = desk.say("kept");
    open(current);
  }

  function show(drawn) {
    current = "";
    turn("thread");
    drawn();
    draw();
    thread.querySelector(".thread-name").focus();
  }

  async function load() {
    meter.hidden = false;
    try {
      tried = await fetched();
      work();
      warn();
      status.textContent = desk.say("opened_number", { number: threads.length });
      if (current && threads.some(({ id }) => id === current)) open(current);
      else back();
    } catch (problem) {
      status.textContent = desk.code("failed", problem.reason ?? "other");
    } finally {
      meter.hidden = true;
    }
  }

  /** Look for new ones: the chains are walked anew first, and one that was swapped since is an alarm. */
  async function again() {
    try {
      await desk.refresh();
    } catch (problem) {
      status.textContent = desk.code("failed", problem.reason ?? "other");
      return;
    }
    await load();
  }

  /** Fetch the records of every queue, each record once however many queues it came to, and open. */
  async function fetched() {
    const all = new Map();
    for (const { id } of desk.queues.values()) {
      for await (const records of desk.server.records(id)) {
        for (const one of records) all.set(one.id, joined(all.get(one.id), one));
        status.textContent = desk.say("fetched_number", { number: all.size });
      }
      await desk.server.opened(id);
    }
    return openAll([...all.values()], desk.queues, (done, of) => {
      status.textContent = desk.say("opening_number", { done, of });
      meter.value = done / of;
    });
  }

  const audits = [...desk.queues.values()].some(({ kind }) => kind === AUDIT);
  const auditOnes = () => tried.filter(({ kind }) => kind === AUDIT_ENTRY);
  clear(root);
  root.append(
    el(
      "div",
      { class: "acts inbox-bar" },
      button(desk.say("lock"), async () => lock(), "stop lock"),
      button(desk.say("look_again"), again, "second"),
      button(desk.say("counts"), async () => show(() => drawCounts(thread, desk, threads, back)), "second"),
      audits && button(desk.say("audit"), async () => show(() => drawAudit(thread, desk, auditOnes(), back)), "second"),
    ),
    warnings,
    status,
    meter,
    panes,
  );
  turn("list");
  return { load };
}

/**
 * Warn of inboxes whose key ends, since after its last day nobody can report or answer and only a member can renew it;
 * and of custodians with new keys, which are compared on the page of keys.
 */
const warningsOf = (desk) =>
  [...desk.queues.values()].flatMap(({ name, told }) =>
    told.map((word) =>
      el(
        "p",
        { class: "notice stop", role: "alert" },
        el("b", {}, name),
        " ",
        desk.say(word),
        " ",
        el("a", { href: desk.keys }, desk.say("your_keys")),
      ),
    ),
  );

function joined(before, one) {
  if (!before) return one;
  const known = new Set(before.envelopes.map(({ queue }) => queue));
  return { ...before, envelopes: [...before.envelopes, ...one.envelopes.filter(({ queue }) => !known.has(queue))] };
}
