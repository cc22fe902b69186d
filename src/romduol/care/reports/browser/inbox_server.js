/** Asks the server for sealed records and hands it sealed ones; it never gets or gives anything that can be read. */

import { read } from "../../keys/browser/page.js";

/** The server did not do what it was asked: `reason` is `signed-out`, `refused`, `busy` or `away`. */
export class NotServed extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.name = "NotServed";
    this.reason = reason;
  }
}

const REASONS = { 403: "signed-out", 404: "signed-out", 413: "too-large", 429: "busy", 503: "busy" };

/**
 * Return what asks under an address such as `/desk/km/inbox/data/`, with the key that forms of the desk carry.
 * @param {string} root
 * @param {string} key
 */
export function serverOf(root, key) {
  const ask = async (path, options = {}) => {
    const answer = await fetch(root + path, {
      cache: "no-store",
      redirect: "manual",
      ...options,
      headers: { "X-CSRFToken": key, ...options.headers },
    }).catch(() => {
      throw new NotServed("away");
    });
    // Whoever is signed out is led to the sign-in page: what was typed stays, and they can sign in in another window.
    if (answer.type === "opaqueredirect") throw new NotServed("signed-out");
    if (!answer.ok) throw new NotServed(REASONS[answer.status] ?? "refused");
    return answer;
  };
  return {
    /** Yield the records of a queue, a page at a time. */
    async *records(queue) {
      for (let after = ""; ; ) {
        const query = `queue=${encodeURIComponent(queue)}${after ? `&after=${encodeURIComponent(after)}` : ""}`;
        const { records } = await (await ask(`records?${query}`)).json();
        if (!records.length) return;
        yield records.map(readKept);
        after = records[records.length - 1].id;
      }
    },
    /** Return the box of a file. */
    file: async (id) => new Uint8Array(await (await ask(`files/${encodeURIComponent(id)}`)).arrayBuffer()),
    /** Hand in a sealed record, with the boxes of its files. */
    async write(sealed, boxes = []) {
      const body = new FormData();
      body.append("sealed", JSON.stringify(sealed));
      boxes.forEach((box, at) => body.append("file", new Blob([box]), String(at)));
      await ask("write", { method: "POST", body });
    },
    /** Tell that a member opened a queue: its chain holds and its keys are here. */
    opened: (queue) =>
      ask("opened", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ queue }),
      }),
  };
}

const readKept = ({ id, thread, kind, box, envelopes }) => ({
  id,
  thread,
  kind,
  box: read(box),
  envelopes: envelopes.map(({ queue, epoch, data }) => ({ queue, epoch, data: read(data) })),
});
