/** What the page of somebody who reports needs: check a chain, seal a report, make a receipt, follow up. */

export { boxLength, gathered } from "./boxes.js";
export { utf8 } from "./bytes.js";
export { idBytes, idText } from "./contexts.js";
export { NotCurrent, chainFingerprint, currentPublic, epochFingerprint, walkChain } from "./epochs.js";
export { ChainBroken, Mistyped, NotOpened } from "./errors.js";
export { randomBytes } from "./keys.js";
export { deriveReceipt, newCode, readCode, showCode } from "./receipts.js";
export { NotOfThread, add, attach, beginReport, openAnswer, openAttachment, openReporterKeys } from "./threads.js";
