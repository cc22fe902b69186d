/** The receipt, on the same page: nothing of it goes into an address, a title, a history or a store. */

import { danger, element, groups, told, turn, way } from "./page.js";
import { nameOf } from "./sealed.js";
import { base, root, say } from "./words.js";

const DAYS_OF_A_WEEK = 7;

/**
 * Return a code that is to be written down, and what to know of it.
 * @param {string} code
 * @param {boolean} word whether a safety word belongs to it
 * @param {...string} also what is to be known besides
 */
export function writeDown(code, word, ...also) {
  const known = [say("code_alone"), ...also, say("code_lost"), ...(word ? [say("with_word")] : []), say("code_photo")];
  return [
    element("h2", {}, say("write_down")),
    element("p", { class: "code digits" }, ...groups(code)),
    element("p", { class: "hint" }, say("code_groups")),
    element("ul", { class: "happens" }, ...known.map((text) => element("li", {}, text))),
  ];
}

/**
 * Show how to come back.
 * @param {string} code
 * @param {boolean} word whether a safety word belongs to it
 * @param {import("./inboxes.js").Inbox[]} to who reads it
 * @param {boolean} again whether the server had it from an earlier try
 */
export function showReceipt(code, word, to, again) {
  turn(
    element("h1", {}, say("sent")),
    // What came before went to whom it named then, and was promised an answer from then on.
    again ? element("p", { class: "notice" }, say("again")) : told("sent_to", { names: to.map(nameOf).join(", ") }),
    ...writeDown(code, word, ...(again ? [] : [lookAgain(to)])),
    element("ul", { class: "choices" }, way(`${base}b`, "come_back"), way(`${root}x`, "phone_shows")),
    danger(),
  );
}

/** Return when the first answer is promised; on some days later, where nobody reads on those. */
function lookAgain(to) {
  const daily = ({ hours }) => !hours.length || new Set(hours.flatMap(({ days }) => days)).size === DAYS_OF_A_WEEK;
  const [first] = [...to].sort(
    (one, other) => one.answer_hours - other.answer_hours || Number(daily(other)) - Number(daily(one)),
  );
  const hours = first.answer_hours;
  const promised = say(hours === 1 ? "promised_soon" : "promised", { hours });
  return [promised, ...(daily(first) ? [] : [say("other_days")]), say("look_again")].join(" ");
}
