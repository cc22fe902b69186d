/** One's own keys on their page: the fingerprint that is read aloud, and what opens them. */

import { memberFingerprint } from "../../../safety/crypto/browser/members.js";
import { el, fill } from "./dom.js";
import { addDevice, choose } from "./making.js";

/** Return digits that are read aloud. @param {string} text */
export const digits = (text) => el("p", { class: "secret fingerprint", lang: "en" }, text);

/** Draw whose keys are open, and their fingerprint. */
export async function own({ words, day }, { member, keys, today }) {
  return el(
    "section",
    { class: "card", id: "own" },
    el("h2", {}, fill(words.you_are, { name: member.name })),
    el("p", {}, words.your_fingerprint),
    digits(await memberFingerprint(keys.seal.public, keys.sign.public)),
    el("p", { class: "quiet" }, fill(words.as_of, { day: day(today) })),
  );
}

/** Draw the cards and passkeys that open these keys, and the way to another one. */
export async function devices(page, session) {
  const { words, act } = page;
  const { wraps } = await session.server.get(`locks?organization=${session.organization}`);
  const again = () => page.draw(session);
  const rows = wraps.map((wrap) => row(page, session, wrap, wraps.length > 1 && again));
  const number = Math.max(...wraps.map(({ device }) => device)) + 1;
  const add = async () => {
    const about = { title: words.add_device, why: words.add_device_why, name: session.member.name, device: number };
    const chosen = await choose(page.root, words, about);
    await addDevice(session, chosen, number).catch(page.failed);
    await again();
  };
  return el(
    "section",
    { class: "card", id: "devices" },
    el("p", {}, words.devices_why),
    el("ul", { class: "rows" }, rows),
    el("div", { class: "acts" }, act(words.add_device, add, "second")),
  );
}

function row({ words, act }, session, { wrap, device, passkey }, again) {
  const isHere = wrap === session.device.wrap;
  const remove = async () => {
    await session.server.post("device/remove", { organization: session.organization, wrap });
    await again();
  };
  return el(
    "li",
    {},
    el("b", {}, fill(passkey ? words.by_passkey : words.by_card, { number: device })),
    " ",
    isHere && el("span", { class: "tag" }, words.this_one),
    again && !isHere && el("div", { class: "acts" }, act(words.remove, remove, "stop")),
  );
}
