// Every state of the page is its address: read from the query and written back, defaults left out.

export const PLAIN = Object.freeze({
  tab: "search", dataset: "", index: "", other: "", text: "", like: [], file: "", k: 12, page: 0,
  exact: false, order: "nearest", within: "", is: {}, from: {}, to: {}, has: {}, where: "", view: "",
  colour: "", drawn: "neighbours", entity: "",
});

const WORDS = ["tab", "dataset", "index", "other", "text", "file", "order", "within", "where", "view", "colour", "drawn", "entity"];
const TABS = ["search", "map", "overview"];
export const MOST_K = 200;

export function read(query) {
  const params = new URLSearchParams(query);
  const state = { ...PLAIN, like: params.getAll("like") };
  for (const kind of ["is", "from", "to", "has"]) state[kind] = Object.create(null); // any name may be an attribute's
  for (const word of WORDS) if (params.has(word)) state[word] = params.get(word);
  if (!TABS.includes(state.tab)) state.tab = PLAIN.tab;
  if (state.order !== "farthest") state.order = PLAIN.order;
  if (state.drawn !== "principal") state.drawn = PLAIN.drawn;
  state.k = bounded(params.get("k"), 1, MOST_K, PLAIN.k);
  state.page = bounded(params.get("page"), 0, 9999, 0);
  state.exact = params.get("exact") === "1";
  for (const [key, value] of params) {
    const dot = key.indexOf(".");
    if (dot < 1) continue;
    const attribute = key.slice(dot + 1);
    if (key.startsWith("is.")) (state.is[attribute] ||= []).push(value);
    else if (["from", "to", "has"].includes(key.slice(0, dot))) state[key.slice(0, dot)][attribute] = value;
  }
  return state;
}

function bounded(text, least, most, otherwise) {
  const number = Number.parseInt(text, 10);
  return Number.isNaN(number) ? otherwise : Math.min(most, Math.max(least, number));
}

/** The query of a state with its question mark; "?" alone for the plain one. */
export function write(state) {
  const params = new URLSearchParams();
  for (const word of WORDS) if (state[word] && state[word] !== PLAIN[word]) params.set(word, state[word]);
  for (const id of state.like) params.append("like", id);
  if (state.k !== PLAIN.k) params.set("k", state.k);
  if (state.page) params.set("page", state.page);
  if (state.exact) params.set("exact", "1");
  for (const [attribute, values] of Object.entries(state.is)) for (const value of values) params.append(`is.${attribute}`, value);
  for (const kind of ["from", "to", "has"]) {
    for (const [attribute, value] of Object.entries(state[kind])) if (value !== "") params.set(`${kind}.${attribute}`, value);
  }
  return `?${params}`;
}

/** What a new lookup forgets of the one before. */
export const NO_QUERY = Object.freeze({ text: "", like: [], file: "", page: 0 });

/** What belongs to one dataset alone. */
export const NO_SCOPE = Object.freeze({ is: {}, from: {}, to: {}, has: {}, where: "", view: "", colour: "", page: 0, entity: "" });

export const asksSomething = (state) => Boolean(state.text || state.like.length || state.file);
