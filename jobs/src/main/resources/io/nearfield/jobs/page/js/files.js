// A dropped file as a query. The file itself stays in this page; a small copy goes into the
// fragment of the address, which browsers keep to themselves, so that it can be shared.

const MOST_BYTES = 32 * 1024 * 1024;
const COPY_BYTES = 24 * 1024;
const COPY_SIDE = 256;
const PICTURES = /^image\/(png|jpeg|gif|webp|bmp|tiff)$/;
const TEXTS = /^text\/(plain|markdown)$/;
const TYPES = {
  png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp", bmp: "image/bmp",
  tif: "image/tiff", tiff: "image/tiff", txt: "text/plain", md: "text/markdown", pdf: "application/pdf", html: "text/html", htm: "text/html",
  epub: "application/epub+zip", docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  odt: "application/vnd.oasis.opendocument.text", rtf: "application/rtf",
};

const held = new Map();

/** Takes a file; returns its key for the address, or the text of a short text file. */
export async function hold(file) {
  if (file.size === 0) throw new Error(`'${file.name}' is empty; drop a file with something in it`);
  if (file.size > MOST_BYTES) throw new Error(`'${file.name}' has ${Math.ceil(file.size / 1048576)} MiB; at most 32 MiB can be searched with`);
  const mediaType = typeOf(file);
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (TEXTS.test(mediaType) && bytes.length <= 2000) return { text: new TextDecoder().decode(bytes).trim() };
  const name = file.name.slice(-80);
  const key = `${name}~${hash(bytes)}`;
  held.set(key, { name, mediaType, bytes, reduced: false });
  return { key, copy: await copy(mediaType, bytes) };
}

/** The file of a key, from this page or from the copy in the address; undefined if neither has it. */
export function find(key) {
  if (held.has(key)) return held.get(key);
  const match = /^#file=([^;]*);(.+)$/.exec(location.hash);
  if (!match) return undefined;
  try {
    const bytes = fromBase64(match[2].replaceAll("-", "+").replaceAll("_", "/"));
    const found = { name: nameOf(key), mediaType: decodeURIComponent(match[1]), bytes, reduced: !key.endsWith(`~${hash(bytes)}`) };
    held.set(key, found);
    return found;
  } catch {
    return undefined;
  }
}

export const nameOf = (key) => key.slice(0, key.lastIndexOf("~")) || key;
export const isPicture = (file) => PICTURES.test(file.mediaType);

function typeOf(file) {
  const known = TYPES[file.name.split(".").pop().toLowerCase()];
  return known || file.type || "application/octet-stream";
}

async function copy(mediaType, bytes) {
  if (bytes.length <= COPY_BYTES) return fragment(mediaType, bytes);
  if (!PICTURES.test(mediaType)) return "";
  try {
    const bitmap = await createImageBitmap(new Blob([bytes], { type: mediaType }));
    const scale = Math.min(1, COPY_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return fragment("image/jpeg", new Uint8Array(await small.arrayBuffer()));
  } catch {
    return ""; // a format the browser cannot draw; the server may still read it
  }
}

const fragment = (mediaType, bytes) =>
  `#file=${encodeURIComponent(mediaType)};${toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_")}`;

function toBase64(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** FNV-1a: tells files apart in one address, no more. */
function hash(bytes) {
  let h = 0x811c9dc5;
  for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193);
  return (h >>> 0).toString(16).padStart(8, "0");
}
