// Items as cards show them.
import * as api from "./api.js";

const MOST_IDS = 60;

/** The items of these ids, as neighbours without a distance. */
export async function byIds(dataset, ids, signal) {
  const wanted = ids.slice(0, MOST_IDS);
  const listed = wanted.filter((id) => !id.includes(","));
  const alone = wanted.filter((id) => id.includes(",")); // a comma would part them in a list
  const found = await Promise.all([
    listed.length ? api.get(["datasets", dataset, "items"], { ids: listed.join(","), pageSize: MOST_IDS }, signal).then((answer) => answer.items) : [],
    ...alone.map((id) => api.get(["datasets", dataset, "items", id], {}, signal)),
  ]);
  return found.flat().map(asNeighbour);
}

export async function page(dataset, filter, page, pageSize, signal) {
  return (await api.get(["datasets", dataset, "items"], { filter, page: page || undefined, pageSize }, signal)).items.map(asNeighbour);
}

/** An item has its content beside its attributes; a neighbour has it under `item`. */
const asNeighbour = (one) => ({ id: one.id, attributes: one.attributes || {}, item: one });
