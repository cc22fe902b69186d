/**
 * Counts that may leave the inbox: five and more. A smaller cell is withheld, and where the others and the sum would
 * give it away, more are: what is withheld of a table is at least two cells that come to at least five together.
 */

export const FEWEST = 5;

/**
 * Return tables by kind, month, outcome and who did it. `open` is the outcome of what is not closed, `unknown` what
 * nobody said. Merged threads count once.
 */
export function countsOf(threads) {
  const by = (name, cellsOf) => table(name, threads, cellsOf);
  return [
    by("kind", ({ report }) => [report.kind || "unknown"]),
    by("month", ({ report }) => [report.at.slice(0, 7) || "unknown"]),
    by("outcome", ({ closed }) => [closed ? closed.outcome : "open"]),
    by("who", ({ report }) => (report.who.length ? report.who : ["unknown"])),
  ];
}

function table(name, threads, cellsOf) {
  const counts = new Map();
  for (const one of threads) for (const cell of cellsOf(one)) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const rows = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  return { name, all: shown(threads.length), rows: withheld(rows) };
}

const shown = (count) => (count >= FEWEST ? count : null);

/** Return rows with null in place of what may not be told. */
export function withheld(rows) {
  const hidden = new Set(rows.filter(([, count]) => count < FEWEST).map(([cell]) => cell));
  const rest = rows.filter(([cell]) => !hidden.has(cell)).sort(([, one], [, other]) => one - other);
  const sum = () => rows.filter(([cell]) => hidden.has(cell)).reduce((all, [, count]) => all + count, 0);
  while (hidden.size && rest.length && (hidden.size < 2 || sum() < FEWEST)) hidden.add(rest.shift()[0]);
  return rows.map(([cell, count]) => ({ cell, count: hidden.has(cell) ? null : count }));
}

/**
 * Return tables as CSV, for a spreadsheet: a byte order mark, since Khmer is lost without it.
 * @param {ReturnType<typeof countsOf>} tables
 * @param {(table: string, cell: string) => string} words
 * @param {{ heads: string[], few: string, all: string }} told
 */
export function csvOf(tables, words, { heads, few, all }) {
  const rows = tables.flatMap(({ name, rows: cells, all: sum }) => [
    ...cells.map(({ cell, count }) => [words("table", name), words(name, cell), count ?? few]),
    [words("table", name), all, sum ?? few],
  ]);
  return `\ufeff${[heads, ...rows].map((row) => row.map(cellOf).join(",")).join("\r\n")}\r\n`;
}

/** Quote a cell; one that a spreadsheet would take for a sum gets an apostrophe. */
const cellOf = (value) => `"${String(value).replace(/^[=+\-@\t\r]/, "'$&").replace(/"/g, '""')}"`;
