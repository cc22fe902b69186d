/** How much of a text still fits: said only once the end is near, and as calmly as on the server. */

import { element } from "./page.js";
import { longest, say } from "./words.js";
import { utf8 } from "../../../safety/crypto/browser/bytes.js";

/** So many bytes before the end it is told. */
const NEAR = 6_000;
/** No letter takes more, as it is written inside. */
const WIDEST = 6;

/**
 * Return how many bytes a text takes inside what is sealed.
 * @param {string} text
 */
export const weight = (text) => utf8(JSON.stringify(text)).length - 2;

/**
 * Tell below a field how much room is left, or how much is too much; nothing is ever cut off.
 * @param {HTMLTextAreaElement} field
 */
export function count(field) {
  const place = element("p", { class: "hint", "aria-live": "polite" });
  field.after(place);
  field.addEventListener("input", () => {
    place.textContent = field.value.length * WIDEST > longest - NEAR ? told(field.value) : "";
  });
}

function told(text) {
  const bytes = weight(text);
  const left = longest - bytes;
  if (left > NEAR) return "";
  // Letters, as long as those that are there; in steps, so that it does not change with each of them.
  const letters = (Math.abs(left) * text.length) / bytes;
  const step = letters < 100 ? 10 : 100;
  if (left < 0) return say("over", { letters: Math.ceil(letters / step) * step });
  return say("room", { letters: Math.floor(letters / step) * step });
}
