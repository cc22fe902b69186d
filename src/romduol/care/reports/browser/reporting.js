/** The last step of a report: sealed here, and sent without a word that anybody on the way could read. */

import { Failed, deliver, read, written } from "./asking.js";
import { forInboxes, ready, sealFiles } from "./files.js";
import { newId } from "./ids.js";
import { chosen, digitsOf, openInboxes, today } from "./inboxes.js";
import { alone, button, element, groups, line, told } from "./page.js";
import { showReceipt } from "./receipt.js";
import { count, weight } from "./room.js";
import { longest, say } from "./words.js";
import { solve } from "./working.js";
import { kept as asKept, reportOf } from "./written.js";
import { idBytes } from "../../../safety/crypto/browser/contexts.js";
import { deriveReceipt, newCode } from "../../../safety/crypto/browser/receipts.js";
import { beginThread, sealReport } from "../../../safety/crypto/browser/threads.js";

/** After which nobody knows whether it came. */
const UNSURE = ["unreachable", "other"];
/** After which the server could do what this phone cannot; for anything else, nobody is led away from sealing here. */
const PLAINLY = ["sealing", "picture", "date", "unreachable", "other", "shape"];
/** Where it is that something has to be changed. */
const FIELDS = [
  ["[name=queue]", ["nobody", "queue", "not_to_police"]],
  ["#what", ["long"]],
  ["#file", ["files", "size", "file", "kind", "picture", "no_files"]],
];

/**
 * Take over the last step of a report.
 * @param {HTMLFormElement} form
 */
export function takeOver(form) {
  const code = newCode();
  // Before anything is written down: the code that came with the page, the server has seen.
  showCodeIn(form, code);
  const place = line(form);
  count(form.elements.what);
  let inboxes = null;
  let plainly = false;
  openInboxes().then(
    (found) => {
      inboxes = found.inboxes;
      showDigits(form, inboxes);
    },
    () => {}, // Asked again when it is sent, and told then.
  );
  form.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (plainly || (pressed && "plain" in pressed.dataset)) return;
    event.preventDefault();
    alone(form, () => sent(form, code, place)).then(
      () => {},
      (problem) => {
        const failed = problem instanceof Failed ? problem : new Failed("sealing");
        const offered = PLAINLY.includes(failed.why) ? offer(() => goPlainly(pressed)) : [];
        place.failed(failed, offered, fieldOf(form, failed.why));
      },
    );
  });

  function goPlainly(pressed) {
    plainly = true;
    if (form.requestSubmit) form.requestSubmit(pressed || undefined);
    else HTMLFormElement.prototype.submit.call(form);
    plainly = false;
  }
}

/** Return the field that somebody has to look at, or null. */
const fieldOf = (form, why) => form.querySelector(FIELDS.find(([, reasons]) => reasons.includes(why))?.[0] || "_");

/** Offer to let the server seal it, and say what the difference is. */
const offer = (act) => [told("plainly"), button("send_plainly", act, "btn second")];

function showCodeIn(form, code) {
  for (const place of document.querySelectorAll("[data-code]")) place.replaceChildren(...groups(code));
  for (const field of form.querySelectorAll("[name=code]")) field.value = code;
}

/** Let somebody compare the inboxes of this page with a card that was printed before. */
async function showDigits(form, inboxes) {
  const named = [...form.querySelectorAll("[name=queue]")].map(({ value }) => value);
  const offered = inboxes.filter(({ id, chain }) => chain && named.includes(id));
  if (!offered.length) return;
  const rows = await Promise.all(
    offered.map(async (one) => element("li", {}, `${nameOf(one)}: `, element("span", { class: "digits" }, await digitsOf(one)))),
  );
  const list = element("ul", { class: "happens" }, ...rows);
  form.append(element("details", { class: "compare" }, element("summary", {}, say("compare")), told("compare_how"), list));
}

const nameOf = ({ name }) => name[document.documentElement.lang] || Object.values(name)[0] || "";

async function sent(form, code, place) {
  const fields = new FormData(form);
  if (!fields.has("queue")) throw new Failed("nobody");
  if (weight(asKept(String(fields.get("what")))) > longest) throw new Failed("long");
  place.goes("asking");
  const { challenge, bits, inboxes } = await openInboxes();
  const to = chosen(inboxes, fields.getAll("queue").map(String));
  if (!mayGo(fields, to)) throw new Failed("not_to_police");
  const files = fields.getAll("file").filter((file) => file instanceof File && file.name);
  if (files.length) place.goes("pictures");
  if (files.length && to.some(({ kind }) => kind === "child")) throw new Failed("no_files");
  const prepared = await ready(files, fields.has("original"));
  place.goes("sealing_now");
  const sealed = await sealedReport(fields, code, to, prepared);
  const proof = await solve(read(challenge), bits, (share) => place.goes("working", { share: Math.floor(share * 100) }));
  place.goes("sending");
  const { kept } = await deliver("d", { challenge, proof: written(proof), ...sealed.outside }, sealed.boxes).catch(unsure);
  showReceipt(code, Boolean(fields.get("word")), to.map(nameOf), kept === "again");
}

/** As `may_go_to_police` on the server, which cannot look into what was sealed: for others' stories, in danger alone. */
const mayGo = (fields, to) =>
  fields.get("about") === "me" ||
  fields.get("kind") === "child" ||
  fields.has("danger") ||
  fields.has("child") ||
  to.every(({ body }) => body !== "police");

function unsure(problem) {
  throw problem instanceof Failed && UNSURE.includes(problem.why) ? new Failed("unsure") : problem;
}

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
