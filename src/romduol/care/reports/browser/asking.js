/** Asks the server: bytes as base64url, no cookie, nothing in an address, and every failure with a plain name. */

import { base } from "./words.js";

/** Something that did not work; `why` names one of the page's texts. */
export class Failed extends Error {
  /**
   * @param {string} why
   * @param {Record<string, string | number>} parts what that text tells of
   */
  constructor(why, parts = {}) {
    super(why);
    this.name = "Failed";
    this.why = why;
    this.parts = parts;
  }
}

/** What a server says where it says no code of ours. */
const BY_STATUS = { 413: "size", 429: "busy", 502: "unreachable", 503: "busy", 504: "unreachable" };

/**
 * Return bytes as JSON holds them.
 * @param {Uint8Array} bytes
 */
export function written(bytes) {
  let text = "";
  // In parts: a function takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

/**
 * Return the bytes that JSON holds.
 * @param {string} text
 */
export const read = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

async function asked(path, options) {
  const how = { cache: "no-store", credentials: "omit", redirect: "error", ...options };
  const answer = await fetch(base + path, how).catch(() => {
    throw new Failed("unreachable");
  });
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw new Failed(told.error || BY_STATUS[answer.status] || "other");
}

const json = (answer) =>
  answer.json().catch(() => {
    throw new Failed("unreachable");
  });

/**
 * Return what stands at a path.
 * @param {string} path
 */
export const get = async (path) => json(await asked(path, {}));

const posted = (path, what) =>
  asked(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what) });

/**
 * Return what is answered to this.
 * @param {string} path
 * @param {object} what
 */
export const post = async (path, what) => json(await posted(path, what));

/**
 * Return the bytes that are answered to this.
 * @param {string} path
 * @param {object} what
 */
export const postForBytes = async (path, what) => {
  const answer = await posted(path, what);
  return new Uint8Array(
    await answer.arrayBuffer().catch(() => {
      throw new Failed("unreachable");
    }),
  );
};

/**
 * Send something sealed with its files, in their order.
 * @param {string} path
 * @param {object} sealed
 * @param {Uint8Array[][]} boxes each in its pieces
 */
export async function deliver(path, sealed, boxes) {
  const parts = new FormData();
  parts.append("sealed", JSON.stringify(sealed));
  for (const pieces of boxes) parts.append("file", new Blob(pieces), "f");
  return json(await asked(path, { method: "POST", body: parts }));
}
