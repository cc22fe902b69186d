/** Random ids, as the vault has them. */

import { idText } from "../../../safety/crypto/browser/contexts.js";
import { randomBytes } from "../../../safety/crypto/browser/keys.js";

/** Return the text of a new random UUID (RFC 9562, version 4). */
export function newId() {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return idText(bytes);
}
