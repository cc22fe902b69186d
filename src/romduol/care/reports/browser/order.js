/** The order of what was written, by what is told inside: the server hands it out in none. */

export const compare = (one, other) => (one < other ? -1 : Number(one > other));

/**
 * Compare when two were written, to the millisecond where that is told; of the same moment by their random ids.
 * @param {{ at: string, within?: number, id: string }} one
 * @param {{ at: string, within?: number, id: string }} other
 */
export const inTime = (one, other) =>
  compare(one.at, other.at) || (one.within || 0) - (other.within || 0) || compare(one.id, other.id);
