/** What the pages of whoever reports do where a browser can seal: without it they go on as they are. */

import * as back from "./back.js";
import * as reporting from "./reporting.js";
import { element } from "./page.js";
import { say } from "./words.js";

const RUNS = { report: reporting.takeOver, back: back.takeOver };

function run() {
  for (const form of document.querySelectorAll("form[data-seals]")) {
    // Over a line that is not safe, or in an old browser, there is nothing to seal with: said, not hidden.
    if (isSecureContext && crypto.subtle) RUNS[form.dataset.seals](form);
    else form.prepend(element("p", { class: "notice" }, say("cannot")));
    form.dataset.ready = "";
  }
}

/**
 * Leave nothing to the back button: a browser may keep a page as it is, and a phone goes from hand to hand. What was
 * typed, a code, and what was answered go with whoever leaves.
 */
function leave() {
  for (const form of document.querySelectorAll("form")) form.reset();
  document.getElementById("main")?.replaceChildren();
}

addEventListener("pagehide", leave);
addEventListener("pageshow", ({ persisted }) => persisted && location.replace(location.href));

// The page waits for this script before it shows its button, so most of the form is there and its end is not.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run);
else run();
