/** Coming back: reads the answers here, adds, fetches files, withdraws; a code and a safety word never leave. */

import { Failed, deliver, post, postForBytes, read, written } from "./asking.js";
import { wrongGroup } from "./codes.js";
import { forInboxes, most, ready, sealFiles } from "./files.js";
import { newId } from "./ids.js";
import { today, usable, walked } from "./inboxes.js";
import { inTime } from "./order.js";
import { alone, button, danger, element, line, told, turn, way } from "./page.js";
import { count, weight } from "./room.js";
import { save } from "./saving.js";
import { base, dayOf, knows, longest, root, say } from "./words.js";
import { additionOf, answerOf, kept } from "./written.js";
import { gathered } from "../../../safety/crypto/browser/boxes.js";
import { hex } from "../../../safety/crypto/browser/bytes.js";
import { SealedKind, idBytes } from "../../../safety/crypto/browser/contexts.js";
import { sha256 } from "../../../safety/crypto/browser/keys.js";
import { deriveReceipt, readCode, showCode } from "../../../safety/crypto/browser/receipts.js";
import { NotOfThread, add, openAnswer, openAttachment, openReporterKeys } from "../../../safety/crypto/browser/threads.js";
import { asciiDigits, joined } from "../../../safety/crypto/browser/words.js";

/**
 * Take over the page of who comes back.
 * @param {HTMLFormElement} form
 */
export function takeOver(form) {
  const place = line(form, false);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    alone(form, () => opened(form, place)).catch((problem) => {
      const failed = failure(problem);
      const { code } = form.elements;
      // So that it can be compared with what was written down.
      if (failed.why === "code_check") code.value = showCode(asciiDigits(joined(code.value)));
      place.failed(failed, [], failed.parts.code && code);
    });
  });
}

function failure(problem) {
  if (problem instanceof NotOfThread) return new Failed("chain");
  return problem instanceof Failed ? problem : new Failed("damaged");
}

/** Return the digits of a code; throws `Failed`, with where to look. */
function codeOf(typed) {
  try {
    return readCode(typed);
  } catch ({ reason }) {
    const group = reason === "check" ? 0 : wrongGroup(typed);
    const parts = { code: true, group, typed: joined(typed).length };
    throw new Failed(`${group ? "group" : "code"}_${reason}`, parts);
  }
}

async function opened(form, place) {
  const fields = new FormData(form);
  const code = codeOf(String(fields.get("code") || ""));
  place.goes("opening");
  const receipt = await deriveReceipt(code, String(fields.get("word") || ""));
  const shown = { locator: written(receipt.locator), token: written(receipt.token) };
  show(await threadOf(shown, receipt.key), shown, () => threadOf(shown, receipt.key));
}

/** Ask for a thread and open all in it that is for whoever reported. */
async function threadOf(shown, key) {
  const found = await post("o", shown);
  const own = await openReporterKeys(read(found.box), key, idBytes(found.thread));
  const inboxes = await walked(found.queues);
  const answers = found.records.filter(({ kind }) => kind === SealedKind.ANSWER);
  const opened = await Promise.all(answers.map((record) => answerIn(own, record)));
  const envelopes = new Map(found.records.map(({ id, envelope }) => [id, envelope]));
  opened.sort((one, other) => (one.type === "damaged") - (other.type === "damaged") || inTime(one, other));
  return { own, inboxes, answers: opened, envelopes, looked: found.looked };
}

/** Return an answer; one that does not open is told as such, and never left out without a word. */
async function answerIn({ thread, key }, { id, box, envelope }) {
  const payload = await openAnswer(thread, idBytes(id), read(box), read(envelope), key).catch(() => null);
  const damaged = { type: "damaged", text: "", status: "", at: "", within: 0, files: [] };
  return { id, ...((payload && answerOf(payload)) || damaged) };
}

function show(thread, shown, anew, news = "") {
  const answers = element("section", { class: "answers" }, element("h2", {}, say("answers")), ...answersOf(thread, shown));
  const refresh = async (name) => show(await anew(), shown, anew, name);
  // Above all else: whoever has just sent something is at the top of the page.
  const notice = news ? [element("p", { class: "notice", role: "status" }, say(news))] : [];
  const heading = element("h1", {}, say("your_report"));
  if (!thread.looked) notice.push(element("p", { class: "notice" }, say("not_looked")));
  turn(heading, ...notice, answers, adding(thread, shown, refresh), withdrawing(shown));
}

function answersOf(thread, shown) {
  if (!thread.answers.length) return [told("no_answer")];
  return thread.answers.map((answer) => answerCard(answer, thread, shown));
}

function answerCard(answer, thread, shown) {
  const heading = element("h3", {}, say(knows(`type_${answer.type}`) ? `type_${answer.type}` : "type_answer"));
  const card = element("article", { class: "card" }, heading);
  if (dayOf(answer.at)) card.append(element("p", { class: "hint" }, dayOf(answer.at)));
  if (knows(`status_${answer.status}`)) card.append(told(`status_${answer.status}`));
  for (const part of answer.text.split(/\n+/).filter(Boolean)) card.append(element("p", {}, part));
  for (const file of answer.files) card.append(fileButton(file, thread, shown));
  return card;
}

function fileButton(file, thread, shown) {
  const holder = element("div", {});
  const place = line(holder, false);
  const fetched = () => handOver(file, thread, shown, place).catch((problem) => place.failed(failure(problem)));
  const pressed = button("fetch_file", fetched, "btn second");
  pressed.append(` ${file.name}`);
  holder.prepend(pressed);
  return holder;
}

/** Fetch a file that an answer names, see that it is the one, and hand it to the phone to keep. */
async function handOver(file, { own, envelopes }, shown, place) {
  place.goes("fetching");
  const box = await postForBytes("f", { ...shown, id: file.id });
  if (hex(await sha256(box)) !== file.sha256 || !envelopes.get(file.id)) throw new Failed("damaged");
  const bytes = await gathered(openAttachment(own.thread, idBytes(file.id), [box], read(envelopes.get(file.id)), own.key));
  save([bytes], file.name);
  place.clear();
}

function adding(thread, shown, refresh) {
  const text = element("textarea", { id: "text", name: "text", rows: "4", maxlength: `${longest}`, spellcheck: "false" });
  const form = element("form", { class: "card", autocomplete: "off" });
  const field = element("div", { class: "field" }, element("label", { for: "text" }, say("add_words")), text);
  form.append(element("h2", {}, say("add")), field);
  count(text);
  if (!thread.inboxes.some(({ kind }) => kind === "child")) form.append(fileField());
  form.append(element("button", { type: "submit", class: "btn" }, say("add_send")));
  const place = line(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    alone(form, () => added(form, thread, shown, place)).then(
      () => {
        form.reset();
        // It is sent, even where the page cannot be fetched anew.
        return refresh("added").catch(() => place.goes("added"));
      },
      (problem) => {
        const failed = failure(problem);
        place.failed(failed, failed.why === "full" ? [element("p", {}, element("a", { href: beginning }, say("tell")))] : []);
      },
    );
  });
  return form;
}

/** Where a new report begins. */
const beginning = base.slice(0, -1);

function fileField() {
  const hint = (name, parts) => element("p", { class: "hint", id: `h-${name}` }, say(name, parts));
  const file = { id: "file", name: "file", type: "file", multiple: "", "aria-describedby": "h-files_how" };
  const original = element("input", { type: "checkbox", name: "original", value: "1" });
  return element(
    "div",
    { class: "field" },
    element("label", { for: "file" }, say("add_files")),
    hint("files_how", most),
    element("input", file),
    element("label", { class: "chip" }, original, ` ${say("as_it_is")}`),
    hint("as_it_is_why"),
  );
}

async function added(form, { own, inboxes }, shown, place) {
  const fields = new FormData(form);
  const files = fields.getAll("file").filter((file) => file instanceof File && file.name);
  const text = String(fields.get("text") || "");
  if (!text.trim() && !files.length) throw new Failed("empty");
  if (weight(kept(text)) > longest) throw new Failed("long");
  const to = inboxes.map(usable);
  place.goes(files.length ? "pictures" : "sealing_now");
  const sealed = await sealFiles(own.thread, await ready(files, fields.has("original")), to);
  const id = newId();
  const chains = to.map(({ chain }) => chain);
  const { box, envelopes } = await add(own.thread, idBytes(id), additionOf(text, sealed.named), chains, today());
  place.goes("sending");
  const record = { id, box: written(box), envelopes: forInboxes(to, envelopes) };
  await deliver("a", { ...shown, record, files: sealed.outside }, sealed.boxes);
}

function withdrawing(shown) {
  const holder = element("details", { class: "card" }, element("summary", {}, say("withdraw")), told("withdraw_what"));
  const place = line(holder, false);
  const act = async () => {
    await post("w", shown);
    const ways = element("ul", { class: "choices" }, way(`${root}l`, "lines"), way(`${root}x`, "phone_shows"));
    turn(element("h1", {}, say("withdrawn")), told("withdrawn_what"), danger(), ways);
  };
  place.clear();
  holder.insertBefore(
    button("withdraw_now", () => act().catch((problem) => place.failed(failure(problem))), "btn urgent"),
    holder.lastChild,
  );
  return holder;
}
