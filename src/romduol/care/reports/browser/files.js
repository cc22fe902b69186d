/** Files on their way out and in: pictures drawn anew so that nothing but the picture goes, all of it sealed here. */

import { Failed, written } from "./asking.js";
import { today } from "./inboxes.js";
import { newId } from "./ids.js";
import { boxLength } from "../../../safety/crypto/browser/boxes.js";
import { hex, join } from "../../../safety/crypto/browser/bytes.js";
import { SealedKind, contextOf, idBytes } from "../../../safety/crypto/browser/contexts.js";
import { sha256 } from "../../../safety/crypto/browser/keys.js";
import { attach } from "../../../safety/crypto/browser/threads.js";

const MOST_FILES = 5;
const MEGABYTE = 1024 * 1024;
const MOST_BYTES = 10 * MEGABYTE;
/** Of all boxes together, as the server takes them: `MOST_BYTES` in views/parts.py. */
const MOST_SEALED = 26_000_000;
/** How many files go along, and how large, as pages say it. */
export const most = { files: MOST_FILES, megabytes: MOST_BYTES / MEGABYTE };
const LONGEST_NAME = 80;
/** Beyond it a cheap phone has no memory to draw a picture; no reader needs more. */
const LONGEST_SIDE = 2560;
const QUALITY = 0.86;

/**
 * A file as it will be sealed; `original` where nothing was taken out of it.
 * @typedef {{ name: string, type: string, original: boolean, bytes: Uint8Array }} Ready
 */

/**
 * Return files ready to be sealed; throws `Failed` where one cannot go.
 * @param {File[]} files
 * @param {boolean} original whether they are wanted as they are
 * @returns {Promise<Ready[]>}
 */
export async function ready(files, original) {
  if (files.length > MOST_FILES) throw new Failed("files");
  const made = [];
  // One after the other: two pictures at once are more memory than a cheap phone has.
  for (const [at, file] of files.entries()) made.push(original ? await asItIs(file) : await cleaned(file, at + 1));
  const lengths = made.map(({ bytes }) => bytes.length);
  if (lengths.some((length) => length > MOST_BYTES)) throw new Failed("size");
  if (lengths.reduce((sum, length) => sum + sealedLength(length), 0) > MOST_SEALED) throw new Failed("size");
  return made;
}

/** Sealing fills files up: what is sent is larger than what was chosen. */
const sealedLength = (length) => boxLength(length, contextOf(SealedKind.ATTACHMENT, idBytes(newId())));

const bytesOf = async (blob) =>
  new Uint8Array(
    await blob.arrayBuffer().catch(() => {
      throw new Failed("file");
    }),
  );

async function asItIs(file) {
  if (file.size > MOST_BYTES) throw new Failed("size");
  const type = file.type.slice(0, 100);
  return { name: file.name.slice(-LONGEST_NAME), type, original: true, bytes: await bytesOf(file) };
}

/** Return a picture drawn anew: place, time, camera and name of the file are gone. */
async function cleaned(file, number) {
  if (!/^image\/(jpeg|png|webp|gif)$/.test(file.type)) throw new Failed("kind");
  const type = file.type === "image/png" ? "image/png" : "image/jpeg";
  const bytes = await bytesOf(await drawn(file, type));
  return { name: `${number}.${type === "image/png" ? "png" : "jpg"}`, type, original: false, bytes };
}

async function drawn(file, type) {
  const address = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    // Browsers draw a picture as it is to be seen, whatever its metadata says of how the phone was held.
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.naturalWidth, picture.naturalHeight));
    const canvas = canvasOf(Math.round(picture.naturalWidth * scale), Math.round(picture.naturalHeight * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));
    if (!blob || blob.type !== type || !isHonest()) throw new Failed("picture");
    return blob;
  } catch (problem) {
    throw problem instanceof Failed ? problem : new Failed("picture");
  } finally {
    URL.revokeObjectURL(address);
  }
}

function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width || 1;
  canvas.height = height || 1;
  return canvas;
}

/** Tell whether a canvas gives back what was drawn: browsers that hide from trackers give noise, and no picture. */
function isHonest() {
  const context = canvasOf(8, 8).getContext("2d");
  context.fillStyle = "#37a";
  context.fillRect(0, 0, 8, 8);
  return context.getImageData(0, 0, 8, 8).data.every((value, at) => value === [0x33, 0x77, 0xaa, 255][at % 4]);
}

/**
 * Seal files for inboxes of a thread: what names them inside what is written, what stands outside, and their boxes.
 * @param {import("../../../safety/crypto/browser/threads.js").Thread} thread
 * @param {Ready[]} files
 * @param {import("./inboxes.js").Inbox[]} inboxes
 */
export async function sealFiles(thread, files, inboxes) {
  const sealed = { named: [], outside: [], boxes: [] };
  for (const { name, type, original, bytes } of files) {
    const id = newId();
    const chains = inboxes.map(({ chain }) => chain);
    const { envelopes, pieces } = await attach(thread, idBytes(id), [bytes], chains, today());
    const box = [];
    for await (const piece of pieces) box.push(piece);
    sealed.named.push({ id, name, type, size: bytes.length, sha256: hex(await sha256(join(...box))), original });
    sealed.outside.push({ id, envelopes: forInboxes(inboxes, envelopes) });
    sealed.boxes.push(box);
  }
  return sealed;
}

/**
 * Return envelopes as the server takes them, each with its inbox and epoch.
 * @param {import("./inboxes.js").Inbox[]} inboxes
 * @param {Uint8Array[]} envelopes in the same order
 */
export const forInboxes = (inboxes, envelopes) =>
  inboxes.map(({ id, chain }, at) => ({ queue: id, epoch: chain.length, data: written(envelopes[at]) }));
