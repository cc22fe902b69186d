/** Draws counts that may leave the inbox, and what was done with sealed records. */

import { button, clear, el } from "../../keys/browser/dom.js";
import { countsOf, csvOf } from "./inbox_counts.js";
import { save } from "./inbox_files.js";

/** Draw counts as tables, and offer them as a file that this browser makes. */
export function drawCounts(node, desk, threads, back) {
  const tables = countsOf(threads);
  const words = (table, cell) => (table === "month" && cell !== "unknown" ? cell : desk.code(table, cell));
  const shown = (table, cell) => (table === "month" ? desk.month(words(table, cell)) : words(table, cell));
  const few = desk.say("fewer_than_five");
  const told = { heads: [desk.say("table"), desk.say("cell"), desk.say("count")], few, all: desk.say("all") };
  const csv = () => save(new Blob([csvOf(tables, words, told)], { type: "text/csv" }), "counts.csv");
  clear(node);
  node.append(
    button(desk.say("back"), async () => back(), "second back-always"),
    el("h2", { tabindex: "-1", class: "thread-name" }, desk.say("counts")),
    el("p", {}, desk.say("counts_hint")),
    el("p", { class: "quiet" }, desk.say("counts_apart")),
    ...tables.map(({ name, rows, all }) =>
      el(
        "div",
        { class: "scroll" },
        el(
          "table",
          {},
          el("thead", {}, headOf(words("table", name), desk.say("count"))),
          el("tbody", {}, rows.map(({ cell, count }) => row(shown(name, cell), count ?? few))),
          el("tbody", {}, row(desk.say("all"), all ?? few)),
        ),
      ),
    ),
    button(desk.say("save_csv"), async () => csv()),
  );
}

const headOf = (name, count) => el("tr", {}, el("th", { scope: "col" }, name), number("th", count));
const number = (tag, text) => el(tag, { class: "n" }, String(text));
const row = (words, count) => el("tr", {}, el("th", { scope: "row" }, words), number("td", count));

/** Draw what was done with sealed records, the newest day first. */
export function drawAudit(node, desk, tried, back) {
  const entries = tried.filter(({ said }) => said).map(({ said }) => said);
  entries.sort((one, other) => (one.day < other.day ? 1 : -1));
  clear(node);
  node.append(
    button(desk.say("back"), async () => back(), "second back-always"),
    el("h2", { tabindex: "-1", class: "thread-name" }, desk.say("audit")),
    el("p", {}, desk.say("audit_hint")),
    ...(entries.length ? [] : [el("p", { class: "notice" }, desk.say("audit_empty"))]),
    el(
      "ul",
      { class: "rows" },
      entries.map(({ day, action, member }) =>
        el("li", {}, [desk.when(day), desk.code("done", action), desk.memberName(member)].filter(Boolean).join(" · ")),
      ),
    ),
  );
}
