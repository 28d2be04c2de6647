// Views: named choices of items that lookups can be kept within.
import * as api from "./api.js";

const known = new Map();

/** Saves ids as a view named after them; the same ids have the same name. */
export async function save(dataset, ids) {
  const sorted = [...ids].sort();
  const name = `selection-${hash(sorted)}`;
  if (!known.has(`${dataset}/${name}`)) {
    await api.post(["datasets", dataset, "views"], { name, ids: sorted, source: "chosen on a map" });
    known.set(`${dataset}/${name}`, { name, ids });
  }
  return name;
}

/** The view with its ids or its filter. */
export async function idsOf(dataset, name, signal) {
  const key = `${dataset}/${name}`;
  if (!known.has(key)) {
    known.set(key, await api.get(["datasets", dataset, "views", name], {}, signal));
  }
  return known.get(key);
}

function hash(sorted) {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (const id of sorted) {
    for (let i = 0; i <= id.length; i++) {
      const code = i < id.length ? id.charCodeAt(i) : 0xffff;
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13);
    }
  }
  return [a, b].map((h) => (h >>> 0).toString(36)).join("");
}
