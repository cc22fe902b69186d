/** The receipt, on the same page: nothing of it goes into an address, a title, a history or a store. */

import { danger, element, groups, told, turn, way } from "./page.js";
import { base, root, say } from "./words.js";

/**
 * Return a code that is to be written down, and what to know of it.
 * @param {string} code
 * @param {boolean} word whether a safety word belongs to it
 * @param {...string} also what is to be known besides, where it was not sent yet
 */
export function writeDown(code, word, ...also) {
  const known = ["code_alone", ...also, "code_lost", ...(word ? ["with_word"] : []), "code_photo"];
  return [
    element("h2", {}, say("write_down")),
    element("p", { class: "code digits" }, ...groups(code)),
    element("p", { class: "hint" }, say("code_groups")),
    element("ul", { class: "happens" }, ...known.map((name) => element("li", {}, say(name)))),
  ];
}

/**
 * Show how to come back.
 * @param {string} code
 * @param {boolean} word whether a safety word belongs to it
 * @param {string[]} names who reads it
 * @param {boolean} again whether the server had it from an earlier try
 */
export function showReceipt(code, word, names, again) {
  turn(
    element("h1", {}, say("sent")),
    told("sent_to", { names: names.join(", ") }),
    ...(again ? [element("p", { class: "notice" }, say("again"))] : []),
    ...writeDown(code, word),
    element("ul", { class: "choices" }, way(`${base}b`, "come_back"), way(`${root}x`, "phone_shows")),
    danger(),
  );
}
