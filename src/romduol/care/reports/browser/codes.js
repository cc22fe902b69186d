/** Says where to look in a code that was mistyped, as `rules/codes.py` does without a script. */

import { asciiDigits, joined } from "../../../safety/crypto/browser/words.js";

const GROUPS = 6;

/**
 * Return the first group, from 1, that is no four digits; 0 where nobody can tell which it is.
 * @param {string} typed
 */
export function wrongGroup(typed) {
  const signs = [...typed].map((sign) => (joined(sign) ? sign : " ")).join("");
  const groups = asciiDigits(signs).split(" ").filter(Boolean);
  const whole = groups.filter((one) => [...one].length === 4).length;
  const run = [...groups.join("")];
  const at =
    groups.length < 2 || 2 * whole < groups.length
      ? Math.floor(run.findIndex((sign) => !/[0-9]/.test(sign)) / 4)
      : groups.findIndex((one) => !/^[0-9]{4}$/.test(one));
  return at < GROUPS ? at + 1 : 0;
}
