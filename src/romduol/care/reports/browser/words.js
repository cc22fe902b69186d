/** What the page tells this script: every word that it may show, and where it asks. Nothing is worded here. */

const given = JSON.parse(document.getElementById("sealing").textContent);

/** The language of the page. */
export let lang = given.lang;

let spoken = given.tongues ? given.tongues[lang] : given;

/** What a sealing page holds besides words, since it asks nobody: its inboxes, and from when until when it counts. */
export const kept = given.kept;

/**
 * Speak another of the languages that a page holds.
 * @param {string} other
 */
export function speak(other) {
  lang = other;
  spoken = given.tongues[other];
}

/** Where this script asks, up to the last letter. */
export const base = given.base;

/** So many bytes of what somebody tells fit. */
export const longest = given.longest;

/** Where readers' pages begin. */
export const root = given.root;

/**
 * Return a text of the page, its placeholders filled.
 * @param {string} name
 * @param {Record<string, string | number>} parts
 */
export const say = (name, parts = {}) => filled(spoken.words[name] || spoken.words.other, parts);

const filled = (text, parts) => text.replace(/%\((\w+)\)s/g, (_, key) => String(parts[key]));

/**
 * Return a day as the page writes it; nothing for what is none.
 * @param {string} at such as 2026-11-28T14:05
 */
export function dayOf(at) {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)T/.exec(at) || [];
  const pattern = spoken.days[Number(month) - 1];
  return pattern ? filled(pattern, { year, day: Number(day) }) : "";
}

/** Tell whether the page has words for this. */
export const knows = (name) => name in spoken.words;
