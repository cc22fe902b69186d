/** Everything: what the pages of those who read reports need. */

export * from "./boxes.js";
export * from "./bytes.js";
export * from "./cards.js";
export * from "./contexts.js";
export * from "./envelopes.js";
export * from "./epochs.js";
export * from "./errors.js";
export * from "./keys.js";
export * from "./members.js";
export * from "./padding.js";
export * from "./pins.js";
export * from "./queues.js";
export * from "./receipts.js";
export * from "./records.js";
export * from "./statements.js";
export * from "./threads.js";
export * from "./words.js";
