/** Runs the pure rules of the inbox on cases that come as JSON on standard input; one line of JSON goes back. */

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { modules, calls } = JSON.parse(readFileSync(0, "utf8"));
const loaded = {};
for (const [name, path] of Object.entries(modules)) loaded[name] = await import(pathToFileURL(path).href);
const plain = (_, value) => (value instanceof Set ? [...value] : value instanceof Map ? Object.fromEntries(value) : value);
const queues = (hours) => new Map(Object.entries(hours).map(([id, answerHours]) => [id, { answerHours }]));
const text = (value) => new TextEncoder().encode(value);
const special = {
  threads: ([tried, hours, now]) => loaded.threads.threadsOf(tried, queues(hours), now),
  read: ([written, kind]) => {
    const said = loaded.written.readJson(text(written));
    return said && loaded.written[kind](said);
  },
  like: ([one, other]) => loaded.doubles.likeness(loaded.doubles.pieces(one), loaded.doubles.pieces(other)),
  doubles: ([thread, threads]) =>
    loaded.doubles.doublesOf(thread, threads).map(({ thread: { id }, reasons }) => [id, reasons]),
  csv: ([threads]) =>
    loaded.counts.csvOf(loaded.counts.countsOf(threads), (table, cell) => `${table}.${cell}`, {
      heads: ["table", "cell", "count"],
      few: "fewer",
      all: "all",
    }),
};
const results = calls.map(([module, name, given]) =>
  module === "special" ? special[name](given) : loaded[module][name](...given),
);
process.stdout.write(JSON.stringify(results, plain));
