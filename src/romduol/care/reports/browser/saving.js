/** Hands a file to the phone, to keep. */

import { element } from "./page.js";

/** How long a file stays in memory after it was handed over. */
const HANDED_OVER_MS = 60_000;

/**
 * Let the phone save bytes under a name. As mere bytes: no browser shows them as a page of ours, whatever they are.
 * @param {BlobPart[]} parts
 * @param {string} name
 */
export function save(parts, name) {
  const address = URL.createObjectURL(new Blob(parts, { type: "application/octet-stream" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), HANDED_OVER_MS);
}
