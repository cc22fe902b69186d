/** Seals what a form tells: the same whether it is sent from a page of the site, or saved by one that asks nobody. */

import { Failed, written } from "./asking.js";
import { forInboxes, ready, sealFiles } from "./files.js";
import { newId } from "./ids.js";
import { chosen, digitsOf, today } from "./inboxes.js";
import { element, groups, told } from "./page.js";
import { say } from "./words.js";
import { reportOf } from "./written.js";
import { idBytes } from "../../../safety/crypto/browser/contexts.js";
import { deriveReceipt } from "../../../safety/crypto/browser/receipts.js";
import { beginThread, sealReport } from "../../../safety/crypto/browser/threads.js";

/** Return which text of the page tells what went wrong. */
export const whyOf = (problem) => (problem instanceof Failed ? problem.why : "sealing");

/**
 * Show a code where the page has a place for it, and let the form carry it.
 * @param {HTMLFormElement} form
 * @param {string} code
 */
export function showCodeIn(form, code) {
  for (const place of document.querySelectorAll("[data-code]")) place.replaceChildren(...groups(code));
  for (const field of form.querySelectorAll("[name=code]")) field.value = code;
}

/** Let somebody compare the inboxes of this page with a card that was printed before. */
export async function showDigits(form, inboxes) {
  const named = [...form.querySelectorAll("[name=queue]")].map(({ value }) => value);
  const offered = inboxes.filter(({ id, chain }) => chain && named.includes(id));
  if (!offered.length) return;
  const rows = await Promise.all(
    offered.map(async (one) => element("li", {}, `${nameOf(one)}: `, element("span", { class: "digits" }, await digitsOf(one)))),
  );
  const list = element("ul", { class: "happens" }, ...rows);
  form.append(element("details", {}, element("summary", {}, say("compare")), told("compare_how"), list));
}

/** Return the name of an inbox in the language of the page. */
export const nameOf = ({ name }) => name[document.documentElement.lang] || Object.values(name)[0] || "";

/**
 * Seal what a form tells to the inboxes that were chosen in it: who reads it, what stands outside, and the boxes of its
 * files. Throws `Failed`.
 * @param {FormData} fields
 * @param {string} code
 * @param {import("./inboxes.js").Inbox[]} inboxes
 * @param {ReturnType<typeof import("./page.js").line>} place where it is told what goes on
 */
export async function sealedFor(fields, code, inboxes, place) {
  const to = chosen(inboxes, fields.getAll("queue").map(String));
  if (!mayGo(fields, to)) throw new Failed("not_to_police");
  const files = fields.getAll("file").filter((file) => file instanceof File && file.name);
  if (files.length) place.goes("pictures");
  if (files.length && to.some(({ kind }) => kind === "child")) throw new Failed("no_files");
  const prepared = await ready(files, fields.has("original"));
  place.goes("sealing_now");
  return { to, ...(await sealedReport(fields, code, to, prepared)) };
}

/** As `may_go_to_police` on the server, which cannot look into what was sealed: for others' stories, in danger alone. */
const mayGo = (fields, to) =>
  fields.get("about") === "me" ||
  fields.get("kind") === "child" ||
  fields.has("danger") ||
  fields.has("child") ||
  to.every(({ body }) => body !== "police");

/** Seal a report with its files and the reporter's own keys; only what `outside` and `boxes` hold is sent. */
async function sealedReport(fields, code, to, prepared) {
  const chains = to.map(({ chain }) => chain);
  const receipt = await deriveReceipt(code, String(fields.get("word") || ""));
  const id = newId();
  const begun = await beginThread(idBytes(id), chains);
  const files = await sealFiles(begun.thread, prepared, to);
  const inside = reportOf(fields, files.named);
  const { record, reporterBox } = await sealReport(begun, inside, chains, receipt.key, today());
  return {
    boxes: files.boxes,
    outside: {
      report: { id, box: written(record.box), envelopes: forInboxes(to, record.envelopes) },
      receipt: {
        locator_hash: written(receipt.locatorHash),
        token_hash: written(receipt.tokenHash),
        box: written(reporterBox),
      },
      files: files.outside,
    },
  };
}
