/** The receipt, on the same page: nothing of it goes into an address, a title, a history or a store. */

import { element, told, turn } from "./page.js";
import { base, say } from "./words.js";
import { showCode } from "../../../safety/crypto/browser/receipts.js";

/**
 * Show how to come back.
 * @param {string} code
 * @param {boolean} word whether a safety word belongs to it
 * @param {string[]} names who reads it
 * @param {boolean} again whether the server had it from an earlier try
 */
export function showReceipt(code, word, names, again) {
  const back = element("a", { href: `${base}b` }, say("come_back"));
  turn(
    element("h1", {}, say("sent")),
    told("sent_to", { names: names.join(", ") }),
    ...(again ? [element("p", { class: "notice" }, say("again"))] : []),
    element("h2", {}, say("write_down")),
    element("p", { class: "code digits" }, ...groups(code)),
    element(
      "ul",
      { class: "happens" },
      element("li", {}, say("code_alone")),
      element("li", {}, say("code_lost")),
      ...(word ? [element("li", {}, say("with_word"))] : []),
      element("li", {}, say("code_photo")),
    ),
    element("p", {}, back),
  );
}

/** Each group stands on its own, so that no line breaks within one and a screen reader reads it as one. */
const groups = (code) =>
  showCode(code)
    .split(" ")
    .flatMap((group, at) => [...(at ? [" "] : []), element("span", {}, group)]);
