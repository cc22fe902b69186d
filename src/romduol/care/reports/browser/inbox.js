/** The inbox: unlocks, opens what is there, and draws it. What was opened lives in this page alone. */

import { unlock } from "../../keys/browser/unlock.js";
import { deskOf } from "./inbox_desk.js";
import { clear, el } from "./inbox_dom.js";
import { lockWhenIdle } from "./inbox_idle.js";
import { frameOf } from "./inbox_frame.js";

const root = document.getElementById("inbox");
const given = JSON.parse(document.getElementById("inbox-given").textContent);

/** Leave nothing: the page is emptied first, and then begun anew, so that keys and texts are gone from memory too. */
function lock() {
  clear(root);
  location.reload();
}

async function begin() {
  clear(root);
  const door = el("section", { class: "card" });
  root.append(el("p", { class: "quiet" }, given.words.locked), door);
  const session = await unlock(door, given.unlocking);
  const desk = deskOf(session, given, () => new Date());
  lockWhenIdle(lock, { minutes: given.minutes });
  // A page that the browser keeps for its back button would show everything to whoever comes next.
  addEventListener("pagehide", () => clear(root));
  addEventListener("pageshow", ({ persisted }) => persisted && lock());
  await frameOf(root, desk, lock).load();
}

begin();
