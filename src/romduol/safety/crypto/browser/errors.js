/** Why something sealed did not open, or something typed was not taken: `reason` is the specification's word for it. */

/** Something sealed that did not open. `reason` is `malformed`, `other-context`, `other-key` or `damaged`. */
export class NotOpened extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.name = "NotOpened";
    this.reason = reason;
  }
}

/**
 * Something that was not typed as it was printed. `reason` is `length`, `sign` or `check`; `row` counts from 1 where
 * one row is known to be wrong.
 */
export class Mistyped extends Error {
  /**
   * @param {string} reason
   * @param {number | null} row
   */
  constructor(reason, row = null) {
    super(reason);
    this.name = "Mistyped";
    this.reason = reason;
    this.row = row;
  }
}

/** A chain of statements that does not hold, from `epoch` on. It is an alarm: nothing is sealed after it. */
export class ChainBroken extends Error {
  /**
   * @param {number} epoch
   * @param {string} reason
   */
  constructor(epoch, reason) {
    super(`${reason} (${epoch})`);
    this.name = "ChainBroken";
    this.epoch = epoch;
    this.reason = reason;
  }
}

/** These are not bytes of this format. */
export const malformed = () => new NotOpened("malformed");

/** Another key, another secret or another bond opens it. */
export const otherKey = () => new NotOpened("other-key");

/** It was changed, cut off or added to after it was sealed. */
export const damaged = () => new NotOpened("damaged");
