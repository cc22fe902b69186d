/** The last step of a report: sealed here, and sent without a word that anybody on the way could read. */

import { Failed, deliver, read, written } from "./asking.js";
import { openInboxes } from "./inboxes.js";
import { alone, button, line, told } from "./page.js";
import { showReceipt } from "./receipt.js";
import { begin, failure, fieldOf, fieldsOf, sealedFor, showDigits } from "./sealed.js";
import { solve } from "./working.js";

/** After which nobody knows whether it came. */
const UNSURE = ["unreachable", "other"];
/** After which the server could do what this phone cannot; for anything else, nobody is led away from sealing here. */
const PLAINLY = ["sealing", "picture", "date", "unreachable", "other", "shape"];

/**
 * Take over the last step of a report.
 * @param {HTMLFormElement} form
 */
export function takeOver(form) {
  // Before anything is written down: the code that came with the page, the server has seen.
  const code = begin(form);
  const place = line(form);
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
        const failed = failure(problem);
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

/** Offer to let the server seal it, and say what the difference is. */
const offer = (act) => [told("plainly"), button("send_plainly", act, "btn second")];

async function sent(form, code, place) {
  const fields = fieldsOf(form);
  place.goes("asking");
  const { challenge, bits, inboxes } = await openInboxes();
  const sealed = await sealedFor(fields, code, inboxes, place);
  const proof = await solve(read(challenge), bits, (share) => place.goes("working", { share: Math.floor(share * 100) }));
  place.goes("sending");
  const { kept } = await deliver("d", { challenge, proof: written(proof), ...sealed.outside }, sealed.boxes).catch(unsure);
  showReceipt(code, Boolean(fields.get("word")), sealed.to, kept === "again");
}

function unsure(problem) {
  throw problem instanceof Failed && UNSURE.includes(problem.why) ? new Failed("unsure") : problem;
}
