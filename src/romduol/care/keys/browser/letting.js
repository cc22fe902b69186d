/** The rows of those who may be let into an inbox: who is new is let in by every digit that they read out themselves. */

import { memberFingerprint } from "../../../safety/crypto/browser/members.js";
import { el, fill } from "./dom.js";
import { read } from "./page.js";

/**
 * Return the row of one member, what is ticked and typed there, and the fingerprint that has to be typed.
 * @param {Record<string, string>} words
 * @param {string} self the id of whoever lets others in
 * @param {any} member as the server tells of them
 * @param {boolean} isListed whether they are in already
 */
export async function memberRow(words, self, member, isListed) {
  const whole = await memberFingerprint(read(member.seal), read(member.sign));
  const isSelf = member.member === self;
  const tick = el("input", { type: "checkbox", checked: isListed, disabled: isSelf, value: member.member });
  const label = el("label", { class: "chip" }, tick, isSelf ? fill(words.you, { name: member.name }) : member.name);
  const row = el("div", { class: "field", "data-member": member.name }, label);
  if (isListed) return { row, tick, member, whole, typed: null };
  const id = `whole-${member.member}`;
  const typed = el("input", { id, name: "whole", inputmode: "numeric", autocomplete: "off" });
  const check = el("div", { hidden: true }, el("p", { class: "hint" }, fill(words.they_read, { name: member.name })));
  check.append(el("label", { for: id }, words.whole_fingerprint), typed);
  tick.addEventListener("change", () => {
    check.hidden = !tick.checked;
  });
  row.append(check);
  return { row, tick, member, whole, typed };
}
