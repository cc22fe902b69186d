/** The custodians' way: step by step who is called, which file is saved for them, and where theirs is handed in. */

import { el, fill } from "./dom.js";
import { Refused } from "./page.js";

const IN_ONE = 40;
const THEIRS = "from-custodians.json";

/**
 * Draw the way as an ordered list; `open` where nothing else is left.
 * @param {any} page
 * @param {{ open?: boolean }} how
 */
export function custodians(page, { open = false } = {}) {
  const { root, words, act } = page;
  const file = el("input", { type: "file", id: "k-file", accept: ".json,application/json" });
  const save = el("a", { class: "btn second", href: `${root.dataset.base}recovery`, download: "" }, words.save_for_custodians);
  const hand = async () => {
    if (!file.files.length) throw new Refused("no-file");
    await handIn(page.ask, await madeIn(file.files[0]));
    await page.start(words.recovered);
  };
  const step = (name, ...more) =>
    el("li", {}, el("b", {}, words[name]), el("p", {}, fill(words[`${name}_how`], { file: THEIRS })), ...more);
  return el(
    "details",
    { class: "card", id: "custodians", open },
    el("summary", {}, words.custodians),
    el("p", {}, words.custodians_why),
    el(
      "ol",
      { class: "way" },
      step("way_keys"),
      step("way_save", el("div", { class: "acts" }, save)),
      step("way_call"),
      step("way_meet"),
      step(
        "way_hand_in",
        el("div", { class: "field" }, el("label", { for: "k-file" }, words.their_file), file),
        el("div", { class: "acts" }, act(words.hand_in, hand, "second")),
      ),
      step("way_compare"),
    ),
  );
}

/** Return what custodians made; throws `Refused` for any other file. @param {File} file */
async function madeIn(file) {
  const made = await file
    .text()
    .then(JSON.parse)
    .catch(() => null);
  const isMade = Array.isArray(made?.queues) && made.queues.every(({ signed, grants }) => signed && Array.isArray(grants));
  if (!isMade) throw new Refused("not-their-file");
  return made.queues;
}

/**
 * Hand the next epoch of each inbox in, each by itself: an inbox that has its own already gets what is missing of older
 * keys, and keeps nobody from handing in the rest. Throws `Refused` where none was new.
 */
export async function handIn(ask, queues) {
  let refused = null;
  let taken = 0;
  for (const { grants, ...epoch } of queues) {
    try {
      await ask.post("epoch", { ...epoch, grants: grants.slice(0, IN_ONE) });
      taken += 1;
      await rest(ask, epoch.queue, grants.slice(IN_ONE));
    } catch (problem) {
      if (problem.reason !== "chain") throw problem;
      refused = problem;
      await rest(ask, epoch.queue, grants).catch(() => {});
    }
  }
  if (refused && !taken) throw refused;
}

async function rest(ask, queue, grants) {
  for (let at = 0; at < grants.length; at += IN_ONE) {
    await ask.post("grants", { queue, grants: grants.slice(at, at + IN_ONE) });
  }
}
