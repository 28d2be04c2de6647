// What the server has: datasets, their indexes, and which of them the page looks at.
import * as api from "./api.js";
import { set, state } from "./store.js";
import { NO_QUERY, NO_SCOPE } from "./address.js";

let datasets = [];
let indexes = [];
let of = null; // the dataset whose indexes these are

export const allDatasets = () => datasets;
export const allIndexes = () => indexes;
export const index = (name = state().index) => indexes.find((one) => one.name === name);
export const dataset = () => datasets.find((one) => one.name === state().dataset);

export async function loadDatasets() {
  datasets = await api.get(["datasets"]);
}

/** Sees to it that the state names a dataset and an index that are there, and knows its indexes. */
export async function settle({ again = false } = {}) {
  const now = state();
  const name = now.dataset || datasets.find((one) => one.indexes.length)?.name || datasets[0]?.name;
  if (!name) return;
  if (of !== name || again) {
    indexes = await api.get(["datasets", name, "indexes"]);
    of = name;
  }
  const chosen = now.index || indexes.find((one) => generation(one))?.name || indexes[0]?.name || "";
  if (name !== now.dataset || chosen !== now.index) set({ dataset: name, index: chosen }, { replace: true });
}

/** The number of the active generation; 0 if none is. */
export const generation = (one) => one?.activeGeneration || 0;

export function chooseDataset(name) {
  set({ ...NO_QUERY, ...NO_SCOPE, dataset: name, index: "", other: "" });
}

/** Attribute type by name, of what an index can be filtered by. */
export function filterTypes(one) {
  return Object.fromEntries((one?.filterColumns || []).map((column) => [column.name, column.type]));
}
