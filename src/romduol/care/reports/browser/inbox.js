/** The inbox: unlocks, opens what is there, and draws it. What was opened lives in this page alone. */

import { lockWhenIdle } from "../../keys/browser/idle.js";
import { unlock } from "../../keys/browser/unlock.js";
import { deskOf } from "./inbox_desk.js";
import { clear, el } from "../../keys/browser/dom.js";
import { frameOf } from "./inbox_frame.js";

const root = document.getElementById("inbox");
const given = JSON.parse(document.getElementById("inbox-given").textContent);

/** Leave nothing: the page is emptied first, and then begun anew, so that keys and texts are gone from memory too. */
function lock() {
  clear(root);
  location.reload();
}

async function begin() {
  const session = await unlock(root, given.unlocking);
  if (!session) return;
  lockWhenIdle(lock, { minutes: given.minutes });
  // A page that the browser keeps for its back button would show everything to whoever comes next.
  addEventListener("pagehide", () => clear(root));
  addEventListener("pageshow", ({ persisted }) => persisted && lock());
  const desk = deskOf(session, given, root.dataset, () => new Date());
  if (desk.queues.size) return frameOf(root, desk, lock).load();
  root.replaceChildren(el("p", { class: "notice" }, desk.say("no_queue")));
}

// An alarm stands on the page by now, in place of everything.
begin().catch(() => {});
