/** What the page tells this script: every word that it may show, and where it asks. Nothing is worded here. */

const given = JSON.parse(document.getElementById("sealing").textContent);

/** The language of the page. */
export const lang = given.lang;

/** Where this script asks, up to the last letter. */
export const base = given.base;

/** Where readers' pages begin. */
export const root = given.root;

/**
 * Return a text of the page, its placeholders filled.
 * @param {string} name
 * @param {Record<string, string | number>} parts
 */
export const say = (name, parts = {}) =>
  (given.words[name] || given.words.other).replace(/%\((\w+)\)s/g, (_, key) => String(parts[key]));

/** Tell whether the page has words for this. */
export const knows = (name) => name in given.words;
