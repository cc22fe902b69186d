/** Draws the list: what waits first, and what could not be opened with its reason. */

import { button, clear, el, select } from "../../keys/browser/dom.js";

const AT_ONCE = 100;
const LONGEST = 90;
const SHOWS = ["open", "waits", "mine", "closed"];

/**
 * Return what draws the list into a node.
 * @param {HTMLElement} node
 * @param {object} desk
 * @param {(id: string) => void} open
 */
export function listOf(node, desk, open) {
  let show = "open";
  let tag = "";
  let most = AT_ONCE;
  const draw = (threads, lost, current) => {
    const again = () => draw(threads, lost, current);
    const found = threads.filter((one) => isShown(one, show, desk) && (!tag || one.tags.includes(tag)));
    const choice = select(SHOWS.map((one) => [one, desk.say(`show.${one}`)]), show);
    choice.setAttribute("aria-label", desk.say("show"));
    choice.addEventListener("change", () => ((show = choice.value), (most = AT_ONCE), again()));
    const list = el("ul", { class: "threads" }, found.slice(0, most).map((one) => row(one, desk, current, open)));
    clear(node);
    node.append(el("h2", { class: "vh" }, desk.say("list")), choice, ...tagsOf(threads, tag, desk, pick));
    node.append(found.length ? list : el("p", { class: "notice" }, desk.say(threads.length ? "none_such" : "empty")));
    if (!threads.length) node.append(el("p", { class: "quiet" }, desk.say("empty_more")));
    if (found.length > most) node.append(button(desk.say("more"), () => ((most += AT_ONCE), again()), "second"));
    if (lost.length) node.append(lostOnes(lost, desk));
    function pick(name) {
      tag = name === tag ? "" : name;
      again();
    }
  };
  return draw;
}

function isShown(thread, show, desk) {
  if (show === "closed") return Boolean(thread.closed);
  if (thread.closed) return false;
  if (show === "waits") return thread.waits || Boolean(thread.decideBy);
  return show !== "mine" || thread.assigned === desk.me;
}

function tagsOf(threads, tag, desk, pick) {
  const tags = [...new Set(threads.flatMap((one) => one.tags))].sort();
  const made = tags.map((name) => {
    const chip = button(name, () => pick(name), "second small");
    chip.setAttribute("aria-pressed", String(name === tag));
    return chip;
  });
  return made.length ? [el("div", { class: "chips", role: "group", "aria-label": desk.say("tags") }, made)] : [];
}

function row(thread, desk, current, open) {
  const { report } = thread;
  const first = report.what || report.where || desk.say("no_words");
  const made = el(
    "button",
    { type: "button", class: "thread-row", "aria-current": thread.id === current ? "true" : undefined },
    el("span", { class: "row-head" }, el("b", {}, desk.code("kind", report.kind)), ...marks(thread, desk)),
    el("span", { class: "row-words", lang: report.lang || undefined, dir: "auto" }, shortened(first)),
    el("span", { class: "quiet" }, facts(thread, desk).join(" · ")),
  );
  made.addEventListener("click", () => open(thread.id));
  return el("li", {}, made);
}

const shortened = (text) => ([...text].length > LONGEST ? `${[...text].slice(0, LONGEST).join("")}…` : text);

/** Return what is to be seen of a thread at once; what is grave in words, never by colour alone. */
export function marks({ overdue, decideBy, late, waits, closed, report, doubles }, desk) {
  const grave = (words) => el("span", { class: "tag grave" }, words);
  const plain = (words) => el("span", { class: "tag" }, words);
  return [
    overdue && grave(desk.say("overdue")),
    !overdue && decideBy && !closed && grave(desk.say("decide_by", { at: desk.when(decideBy) })),
    report.danger && grave(desk.say("danger")),
    report.child && grave(desk.say("child")),
    late && grave(desk.say("late")),
    !late && waits && plain(desk.say("waits")),
    doubles.length > 0 && plain(desk.say("merged_number", { number: doubles.length + 1 })),
    closed && plain(desk.say("closed")),
  ].filter(Boolean);
}

function facts(thread, desk) {
  const told = [desk.when(thread.report.at)];
  if (desk.queues.size > 1) told.unshift(desk.queueName(thread.queue));
  if (thread.due && !thread.late) told.push(desk.say("due", { at: desk.when(thread.due) }));
  if (thread.assigned) told.push(desk.memberName(thread.assigned));
  return [...told.filter(Boolean), ...thread.tags];
}

/** List what could not be opened: nothing is hidden because it cannot be read. */
function lostOnes(lost, desk) {
  const rows = lost.map(({ id, kind, queue, problem }) =>
    el(
      "li",
      {},
      el("b", {}, `${desk.code("record", String(kind))} ${id.slice(0, 8)}`),
      el("p", {}, desk.code("problem", problem)),
      desk.queues.size > 1 && queue ? el("p", { class: "quiet" }, desk.queueName(queue)) : null,
    ),
  );
  return el(
    "details",
    { class: "card grave lost" },
    el("summary", {}, desk.say("lost", { number: lost.length })),
    el("ul", { class: "rows" }, rows),
  );
}
