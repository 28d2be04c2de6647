// Views: named choices of items that lookups can be kept within.
import * as api from "./api.js";

const known = new Map();

/** Saves ids as a view named after them; the same ids have the same name. */
export async function save(dataset, ids) {
  const name = `selection-${hash(ids)}`;
  if (!known.has(`${dataset}/${name}`)) {
    await api.post(["datasets", dataset, "views"], { name, ids });
    known.set(`${dataset}/${name}`, { name, ids });
  }
  return name;
}

/** The view with its ids or its filter. */
export async function idsOf(dataset, name, signal) {
  const key = `${dataset}/${name}`;
  if (!known.has(key)) {
    const view = (await api.get(["datasets", dataset, "views"], {}, signal)).find((one) => one.name === name);
    if (!view) throw new api.ApiError(404, "not_found", `Dataset '${dataset}' has no view '${name}'; choose points on its map to make another`, "view");
    known.set(key, view);
  }
  return known.get(key);
}

function hash(ids) {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (const id of [...ids].sort()) {
    for (let i = 0; i <= id.length; i++) {
      const code = i < id.length ? id.charCodeAt(i) : 0xffff;
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13);
    }
  }
  return [a, b].map((h) => (h >>> 0).toString(36)).join("");
}
