// From the state of the page to a lookup and its answer.
import * as api from "./api.js";
import * as files from "./files.js";
import { expression } from "./filters.js";
import { filterTypes } from "./world.js";

export class MissingFile extends Error {}

/** Asks one index; the answer as the server gave it. */
export async function ask(state, index, signal) {
  const file = state.file ? held(state.file) : null;
  const body = { ...(file ? {} : query(state)), ...extent(state) };
  if (state.order === "farthest") body.order = "farthest";
  if (state.exact) body.exact = true;
  const radius = Number(state.within);
  if (state.within !== "" && Number.isFinite(radius)) body.radius = { $lte: radius };
  const filter = expression(state, filterTypes(index));
  if (filter) body.filter = filter;
  if (state.view) body.view = state.view;
  const address = ["datasets", state.dataset, "indexes", index.name, "lookups"];
  return file ? api.upload(address, file, body, signal) : api.post(address, body, signal);
}

function held(key) {
  const file = files.find(key);
  if (file) return file;
  throw new MissingFile(`This view was found with the file '${files.nameOf(key)}', which only the browser that it was dropped into has. Drop it here to see the same.`);
}

function query(state) {
  if (state.like.length === 1) return { id: state.like[0] };
  return state.like.length ? { ids: state.like, combine: "mean" } : { text: state.text };
}

const extent = (state) => (state.page ? { page: state.page, pageSize: state.k } : { k: state.k });
