// What the server has: datasets, their indexes, and which of them the page looks at.
import * as api from "./api.js";
import { set, state } from "./store.js";
import { NO_QUERY, NO_SCOPE } from "./address.js";

let datasets = [];
let indexes = [];
let attributes = [];
let of = null; // the dataset whose indexes and attributes these are

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
    const [described, listed] = await Promise.all([api.get(["datasets", name]), api.get(["datasets", name, "indexes"])]);
    indexes = listed;
    attributes = described.attributes;
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

const byName = (columns) => Object.fromEntries(columns.map((column) => [column.name, column.type]));

/** Attribute type by name, of what an index keeps beside its vectors. */
export const keptTypes = (one) => byName(one?.filterColumns || []);

/** Attribute type by name, of what lookups can be filtered by: what the index keeps, and what its items have. */
export const filterTypes = (one) => ({ ...byName(attributes), ...keptTypes(one) });
