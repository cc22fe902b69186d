/** Proposes threads that may tell of the same: by contact, by place and day, or by their words. A person decides. */

const ENOUGH_WORDS = 0.4;
const FEWEST = 12;
/** Of a longer text its beginning is compared: what strangers write must not stop the page. */
const MOST_SIGNS = 5_000;
const DIGITS = { "០": 0, "១": 1, "២": 2, "៣": 3, "៤": 4, "៥": 5, "៦": 6, "៧": 7, "៨": 8, "៩": 9 };

/** Return a text as it is compared: folded, Khmer digits as ASCII, letters, marks and digits alone. */
export const folded = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[០-៩]/g, (digit) => DIGITS[digit])
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();

/** Return what a contact is compared by: the end of a phone number, else the folded text. */
export function contactKey(text) {
  const plain = folded(text);
  const digits = plain.replace(/\D/g, "");
  if (digits.length >= 8) return digits.slice(-8);
  return plain.length >= 5 ? plain : "";
}

/** Return the pieces of a text: three signs each, since Khmer has no blanks between words. */
export function pieces(text) {
  const plain = folded(text.slice(0, MOST_SIGNS)).replace(/ /g, "");
  const found = new Set();
  for (let at = 0; at + 3 <= plain.length; at++) found.add(plain.slice(at, at + 3));
  return found;
}

/** Return how much two sets of pieces share, 0 to 1; too short a text resembles nothing. */
export function likeness(one, other) {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  if (small.size < FEWEST) return 0;
  let shared = 0;
  for (const piece of small) if (large.has(piece)) shared++;
  return shared / (small.size + large.size - shared);
}

/**
 * Return the threads that may tell of the same as one, the surest first, each with its `reasons`: `contact`, `place`
 * (and day), `words`. Merged ones are not proposed again.
 */
export function doublesOf(thread, threads) {
  const own = signs(thread);
  const merged = new Set([thread.id, ...thread.doubles.map(({ id }) => id)]);
  return threads
    .filter(({ id }) => !merged.has(id))
    .map((other) => ({ thread: other, ...compared(own, signs(other)) }))
    .filter(({ reasons }) => reasons.length)
    .sort((one, other) => other.reasons.length - one.reasons.length || other.like - one.like);
}

const known = new WeakMap();

/** Return what a report is compared by; worked out once, since thousands are compared each time that one is drawn. */
function signs({ report }) {
  if (!known.has(report)) known.set(report, signsOf(report));
  return known.get(report);
}

const signsOf = ({ contact, where, when, what, at }) => ({
  contact: contactKey(contact.slice(0, MOST_SIGNS)),
  place: folded(where.slice(0, MOST_SIGNS)),
  day: folded(when.slice(0, MOST_SIGNS)) || at.slice(0, 10),
  words: pieces(what),
});

function compared(one, other) {
  const like = likeness(one.words, other.words);
  const reasons = [];
  if (one.contact && one.contact === other.contact) reasons.push("contact");
  if (one.place && one.place === other.place && one.day && one.day === other.day) reasons.push("place");
  if (like >= ENOUGH_WORDS) reasons.push("words");
  return { like, reasons };
}
