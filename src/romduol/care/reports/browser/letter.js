/**
 * The sealing page: a file that somebody got before, from elsewhere. It seals on this device into a file, a letter, that
 * anybody can hand in later. It asks nobody for anything, and cannot: its own policy forbids it.
 */

import { Failed } from "./asking.js";
import { today, walked } from "./inboxes.js";
import { bytesOf } from "./lettered.js";
import { alone, button, element, line, told, turn } from "./page.js";
import { writeDown } from "./receipt.js";
import { save } from "./saving.js";
import { begin, failure, fieldOf, fieldsOf, sealedFor, showDigits } from "./sealed.js";
import { kept, lang, say, speak } from "./words.js";

const NAME = "letter.dat";
const main = document.getElementById("main");
const said = { about: "", kind: "" };

/** A phone may be a day behind; whoever reads may not be kept waiting for keys that are over. */
const isOver = () => today() < kept.made - 1 || today() > kept.until;

/** Show one of the steps that stand ready in the page, in the language that is spoken. */
function show(step) {
  document.documentElement.lang = lang;
  document.getElementById("exit").textContent = say("leave");
  main.replaceChildren(document.getElementById(`${lang}-${step}`).content.cloneNode(true));
  const form = main.querySelector("form[data-seals]");
  // To change it there would empty what was typed.
  for (const one of document.querySelectorAll("[data-speak]")) one.hidden = Boolean(form) || one.dataset.speak === lang;
  if (form) takeOver(form);
  scrollTo(0, 0);
}

const restart = () => show(isOver() ? "over" : "start");

function pressed({ target }) {
  const one = target.closest("button");
  if (!one) return;
  if (one.dataset.speak) {
    speak(one.dataset.speak);
    restart();
  } else if ("begin" in one.dataset) restart();
  else if (one.name in said) {
    said[one.name] = one.value;
    show(one.name === "about" ? `kinds-${said.about}` : `write-${said.about}-${said.kind}`);
    main.querySelector("h1").tabIndex = -1;
    main.querySelector("h1").focus();
  }
}

function takeOver(form) {
  const code = begin(form);
  const place = line(form);
  const inboxes = walked(kept.queues);
  inboxes.then((found) => showDigits(form, found));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    alone(form, () => sealed(form, code, place, inboxes)).catch((problem) => {
      const failed = failure(problem);
      place.failed(failed, [], fieldOf(form, failed.why));
    });
  });
  form.dataset.ready = "";
}

async function sealed(form, code, place, inboxes) {
  if (isOver()) throw new Failed("date");
  const fields = fieldsOf(form);
  const { outside, boxes } = await sealedFor(fields, code, await inboxes, place);
  // There is no work to show: a challenge is new each time, and this page asks for none.
  const letter = await bytesOf({ challenge: "", proof: "", ...outside }, boxes);
  save([letter], NAME);
  showSaved(code, Boolean(fields.get("word")), letter);
}

function showSaved(code, word, letter) {
  const item = (name, parts) => element("li", {}, say(name, parts));
  turn(
    element("h1", {}, say("saved")),
    told("saved_as", { name: NAME }),
    button("save_again", () => save([letter], NAME), "btn second"),
    element("ul", { class: "happens" }, item("hand_in_at", { site: `${kept.site}/in/${lang}/r/h` }), item("not_sent"), item("delete_both")),
    ...writeDown(code, word, say("code_not_inside")),
  );
}

// A file that is opened from some places is none that a browser lets seal: said before a word is written.
if (isSecureContext && crypto.subtle) {
  document.addEventListener("click", pressed);
  restart();
} else main.replaceChildren(element("p", { class: "notice stop" }, say("cannot_here")));
