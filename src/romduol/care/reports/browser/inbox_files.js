/** Fetches, opens and saves a file. Nothing is shown by itself; a picture that was cleaned, when somebody asks. */

import { NotOpened } from "../../../safety/crypto/browser/errors.js";
import { button, el } from "../../keys/browser/dom.js";
import { openFile } from "./inbox_reading.js";

const PICTURES = ["image/jpeg", "image/png", "image/webp"];
const BYTES = "application/octet-stream";

/** Return a row of a list: the name of a file, and what can be done with it. */
export function fileRow(file, thread, desk) {
  const told = el("p", { class: "wrong", role: "status" });
  const shown = el("div");
  const name = file.name || desk.say("file_without_name");
  const safely = (act) => async () => {
    told.textContent = "";
    try {
      await act(await opened(file, thread, desk));
    } catch (problem) {
      told.textContent = desk.code("problem", problem instanceof NotOpened ? problem.reason : "away");
    }
  };
  const acts = file.record
    ? [
        button(desk.say("save_file"), safely((parts) => save(new Blob(parts, { type: BYTES }), name)), "second"),
        isCleanPicture(file) &&
          button(desk.say("show_picture"), safely((parts) => show(parts, file, shown, desk)), "second"),
      ]
    : [el("p", { class: "wrong" }, desk.say("file_not_here"))];
  return el(
    "li",
    {},
    el("p", { class: "said", dir: "auto" }, name, " ", el("small", {}, size(file.size, desk))),
    file.original && el("p", { class: "quiet" }, desk.say("file_untouched")),
    el("div", { class: "acts" }, acts),
    shown,
    told,
  );
}

const isCleanPicture = ({ type, original }) => !original && PICTURES.includes(type);
const size = (bytes, desk) => (bytes ? desk.say("kilobytes", { number: Math.ceil(bytes / 1024) }) : "");

async function opened(file, thread, desk) {
  const box = await desk.server.file(file.id);
  return openFile(box, file.record.kept, desk.queues, thread.bond, file.sha256);
}

/** Let the browser save what is in memory; the address goes away at once. */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}

async function show(parts, { type }, node, desk) {
  const reader = new FileReader();
  const read = new Promise((resolve) => reader.addEventListener("load", resolve));
  reader.readAsDataURL(new Blob(parts, { type }));
  await read;
  node.replaceChildren(el("img", { class: "shown", src: reader.result, alt: desk.say("picture") }));
}
