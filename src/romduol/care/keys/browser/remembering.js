/**
 * What this browser remembers of a member's pins: their newest number, and nothing else. A server that gives back older
 * pins together with an older chain is found by that alone.
 */

const nameFor = (member) => `romduol pins ${member}`;

/** Return the newest number that was seen here; 0 for none, or where nothing may be remembered. @param {string} member */
export function newestSeen(member) {
  try {
    return Number(localStorage.getItem(nameFor(member))) || 0;
  } catch {
    return 0;
  }
}

/**
 * Remember a number, if it is newer.
 * @param {string} member
 * @param {number} number
 */
export function noteSeen(member, number) {
  try {
    if (number > newestSeen(member)) localStorage.setItem(nameFor(member), String(number));
  } catch {
    // A private window keeps nothing: then the pins of the server are all there is.
  }
}
