/** The page of one's own keys. */

import { unlock, wordsIn } from "./unlock.js";

const root = document.getElementById("keys");
if (root) unlock(root, wordsIn("words"));
