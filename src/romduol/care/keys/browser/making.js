/** Makes a member's keys, and locks them for a device: a printed card, or a passkey that gives a secret. */

import { readCard, showCard } from "../../../safety/crypto/browser/cards.js";
import { idText } from "../../../safety/crypto/browser/contexts.js";
import { newSecret, randomBytes, sha256 } from "../../../safety/crypto/browser/keys.js";
import { lockAgain, lockMember, newMember } from "../../../safety/crypto/browser/members.js";
import { comparable } from "../../../safety/crypto/browser/words.js";
import { hasPasskeys, newPasskey } from "./passkeys.js";
import { el, fill } from "./dom.js";
import { written } from "./page.js";

const SHORTEST = 12;
const ROW_ASKED = 3;

/**
 * Draw the form for a passphrase and a device; returns them once they are chosen, and the card is on paper.
 * @param {HTMLElement} root
 * @param {Record<string, string>} words
 * @param {{ title: string, why: string, name: string, device: number, above?: Node[], below?: Node[] }} about `above`
 *   and `below` stand around the form
 * @returns {Promise<{ passphrase: string, deviceSecret: Uint8Array, passkey: string, salt: Uint8Array | null }>}
 */
export async function choose(root, words, about) {
  const { passphrase, kind } = await passphraseForm(root, words, about);
  if (kind === "passkey") {
    const made = await newPasskey(about.name).catch(() => null);
    if (made) return { passphrase, deviceSecret: made.secret, passkey: made.passkey, salt: made.salt };
    return choose(root, words, { ...about, problem: words.no_secret });
  }
  const deviceSecret = newSecret();
  await cardOnPaper(root, words, deviceSecret, about);
  return { passphrase, deviceSecret, passkey: "", salt: null };
}

function passphraseForm(root, words, about) {
  const problem = el("p", { class: "notice stop", role: "alert", hidden: !about.problem }, about.problem || "");
  const field = (name, label, hint = "") =>
    el(
      "div",
      { class: "field" },
      el("label", { for: `m-${name}` }, label),
      hint && el("p", { class: "hint" }, hint),
      el("input", { id: `m-${name}`, name, type: "password", required: true, autocomplete: "new-password" }),
    );
  const kind = (value, label, checked) =>
    el("label", { class: "chip" }, el("input", { type: "radio", name: "kind", value, checked }), label);
  const form = el(
    "form",
    { class: "card", id: "making", autocomplete: "off" },
    el("h2", {}, about.title),
    el("p", {}, about.why),
    problem,
    field("passphrase", words.new_passphrase, words.new_passphrase_hint),
    field("twice", words.once_more),
    el(
      "fieldset",
      { class: "field" },
      el("legend", {}, words.second_part),
      el("p", { class: "hint" }, words.second_part_hint),
      el(
        "div",
        { class: "chips" },
        kind("card", words.a_card, true),
        hasPasskeys() ? kind("passkey", words.a_passkey, false) : "",
      ),
    ),
    el("p", {}, el("button", { class: "btn", type: "submit" }, words.go_on)),
  );
  root.replaceChildren(...(about.above ?? []), form, ...(about.below ?? []));
  return new Promise((done) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { passphrase, twice, kind: chosen } = form.elements;
      const short = [...new TextDecoder().decode(comparable(passphrase.value))].length < SHORTEST;
      const wrong = short ? fill(words.too_short, { number: SHORTEST }) : "";
      problem.textContent = wrong || (passphrase.value === twice.value ? "" : words.not_the_same);
      problem.hidden = !problem.textContent;
      if (!problem.hidden) return;
      done({ passphrase: passphrase.value, kind: chosen.value });
    });
  });
}

/** Show the card and wait until a row of it was typed from paper: a card that nobody wrote down locks its owner out. */
function cardOnPaper(root, words, secret, { name, device }) {
  const rows = showCard(secret);
  const problem = el("p", { class: "notice stop", role: "alert", hidden: true }, words.row_wrong);
  const typed = el("input", { id: "m-row", name: "row", autocomplete: "off", spellcheck: "false", required: true });
  const card = el("div", { class: "key-card" });
  card.append(el("p", {}, el("b", {}, fill(words.card_of, { name, number: device }))));
  rows.forEach((row, at) =>
    card.append(el("p", { class: "secret", lang: "en" }, `${at + 1}  ${row.slice(0, 7)} ${row.slice(7)}`)),
  );
  const hidden = { class: "on-screen" };
  const form = el(
    "form",
    hidden,
    el(
      "div",
      { class: "field" },
      el("label", { for: "m-row" }, fill(words.type_row, { row: ROW_ASKED })),
      el("p", { class: "hint" }, words.type_row_hint),
      typed,
    ),
    problem,
    el("p", {}, el("button", { class: "btn", type: "submit" }, words.have_it)),
  );
  const print = el("button", { class: "btn second", type: "button", on: { click: () => window.print() } }, words.print);
  const section = el("section", { class: "card", id: "card" }, el("h2", {}, words.your_card));
  section.append(el("p", {}, words.card_why), card, el("p", hidden, print), form);
  root.replaceChildren(section);
  return new Promise((done) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const whole = rows.map((row, at) => (at === ROW_ASKED - 1 ? typed.value : row)).join("\n");
      if (!isCard(whole, secret)) {
        problem.hidden = false;
        return;
      }
      done();
    });
  });
}

function isCard(text, secret) {
  try {
    return written(readCard(text)) === written(secret);
  } catch {
    return false;
  }
}

/**
 * Make keys and hand in what the server keeps of them.
 * @param {ReturnType<typeof import("./page.js").server>} ask
 * @param {{ organization: string }} locks
 * @param {Awaited<ReturnType<typeof choose>>} chosen
 * @param {boolean} anew
 */
export async function makeKeys(ask, { organization }, chosen, anew) {
  const pairs = await newMember();
  const member = randomBytes(16);
  // An id is that of a random UUID, as everything else that is told apart here.
  member[6] = (member[6] & 0x0f) | 0x40;
  member[8] = (member[8] & 0x3f) | 0x80;
  const holder = { member, device: 1, passphrase: chosen.passphrase, deviceSecret: chosen.deviceSecret };
  const locked = await lockMember(pairs, holder, {});
  await ask.post("member", {
    organization,
    member: idText(member),
    seal: written(pairs.seal.public),
    sign: written(pairs.sign.public),
    anew,
    ...(await wrapOf(locked, 1, chosen)),
  });
}

/**
 * Lock the keys of a session for one more device.
 * @param {any} session
 * @param {Awaited<ReturnType<typeof choose>>} chosen
 * @param {number} device
 */
export async function addDevice(session, chosen, device) {
  const { wrap, door, box, holder, secret } = session.device;
  const next = { ...holder, device, passphrase: chosen.passphrase, deviceSecret: chosen.deviceSecret };
  const locked = await lockAgain(box, holder, { secret }, next);
  const body = { organization: session.organization, shown: wrap, door, ...(await wrapOf(locked, device, chosen)) };
  await session.server.post("device", body);
}

async function wrapOf({ lock, wrap, door }, device, { passkey, salt }) {
  const made = { device, lock: written(lock), box: written(wrap), door_hash: written(await sha256(door)) };
  return passkey ? { ...made, passkey, passkey_salt: written(salt) } : made;
}
