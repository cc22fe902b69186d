/** Seals what a form tells: the same whether it is sent from a page of the site, or saved by one that asks nobody. */

import { Failed, written } from "./asking.js";
import { forInboxes, ready, sealFiles } from "./files.js";
import { newId } from "./ids.js";
import { chosen, digitsOf, today } from "./inboxes.js";
import { element, groups, told } from "./page.js";
import { count, weight } from "./room.js";
import { longest, say } from "./words.js";
import { kept, reportOf } from "./written.js";
import { idBytes } from "../../../safety/crypto/browser/contexts.js";
import { deriveReceipt, newCode } from "../../../safety/crypto/browser/receipts.js";
import { beginThread, sealReport } from "../../../safety/crypto/browser/threads.js";

/** Where it is that something has to be changed. */
const FIELDS = [
  ["[name=queue]", ["nobody", "queue", "not_to_police"]],
  ["#what", ["long", "not_written"]],
  ["#file", ["files", "size", "file", "kind", "picture", "no_files"]],
];

/** Return what went wrong as something that the page has a text for. */
export const failure = (problem) => (problem instanceof Failed ? problem : new Failed("sealing"));

/** Return the field that somebody has to look at, or null. */
export const fieldOf = (form, why) => form.querySelector(FIELDS.find(([, reasons]) => reasons.includes(why))?.[0] || "_");

/**
 * Make a form ready: it gets a code that was made here, shown where the page has a place for it, and tells how much room
 * is left. Returns the code.
 * @param {HTMLFormElement} form
 */
export function begin(form) {
  const code = newCode();
  for (const place of document.querySelectorAll("[data-code]")) place.replaceChildren(...groups(code));
  for (const field of form.querySelectorAll("[name=code]")) field.value = code;
  count(form.elements.what);
  return code;
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
  form.append(element("details", { class: "compare" }, element("summary", {}, say("compare")), told("compare_how"), list));
}

/** Return the name of an inbox in the language of the page. */
export const nameOf = ({ name }) => name[document.documentElement.lang] || Object.values(name)[0] || "";

/**
 * Return what a form tells; throws `Failed` where something is to be changed before anybody is asked for anything.
 * @param {HTMLFormElement} form
 */
export function fieldsOf(form) {
  const fields = new FormData(form);
  if (!fields.has("queue")) throw new Failed("nobody");
  if (tellsNothing(form, fields) && !form.dataset.sure) {
    form.dataset.sure = "1";
    throw new Failed("not_written");
  }
  if (weight(kept(String(fields.get("what")))) > longest) throw new Failed("long");
  return fields;
}

/** What may stay empty, each of it. */
const TOLD = ["what", "where", "when", "contact", "pass_to", "who", "consent", "danger", "child"];

/** Tell whether nothing was answered; what the page says of itself is no answer. */
const tellsNothing = (form, fields) =>
  !TOLD.some((name) => fields.get(name)?.trim() && form.elements[name].type !== "hidden") && !fields.get("file")?.name;

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
