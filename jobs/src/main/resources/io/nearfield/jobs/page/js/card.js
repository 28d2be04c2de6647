// One result: what it is, where it comes from, how far it is, and the way to more of its kind.
import { el } from "./dom.js";
import { distance, value } from "./format.js";
import { NO_QUERY } from "./address.js";
import { set, state } from "./store.js";
import { content, picture, thumbnail } from "./picture.js";

const FEW_ATTRIBUTES = 4;

/**
 * @param rank from 1
 * @param span least and greatest distance among the results, for the bar
 * @param there its rank in the other index's answer, 0 for none; undefined when nothing is compared
 */
export function card(neighbour, rank, span, { there, isNew, compact } = {}) {
  const item = neighbour.item || {};
  const isPicture = (item.mediaType || "").startsWith("image/");
  const title = neighbour.attributes?.title || neighbour.attributes?.name || "";
  return el(`li.card${isPicture ? ".pictured" : ""}${isNew ? ".new" : ""}`, { tabIndex: -1, data: { id: neighbour.id }, role: "group", "aria-label": `Result ${rank}: ${neighbour.id}` },
    isPicture ? el("div.thumb", {}, picture(thumbnail(state().dataset, neighbour.id, 320), title || neighbour.id)) : null,
    el("div.body", {},
      el("div.line", {}, el("span.rank", {}, rank), el("span.id", { title: neighbour.id }, title || neighbour.id),
        there === undefined ? null : el(`span.there${there ? "" : ".only"}`, {}, there ? `${ordinal(there)} there` : "only here")),
      place(item),
      isPicture ? labels(item) : passage(item),
      compact ? null : attributes(neighbour.attributes, title),
      el("div.foot", {},
        span ? meter(neighbour.distance, span) : el("span.meter"),
        el("button.more", { type: "button", "aria-label": `More like ${title || neighbour.id}`, onclick: () => set({ ...NO_QUERY, tab: "search", like: [neighbour.id] }) }, "More like this"),
        item.mediaType ? el("a.open", { href: content(state().dataset, item.document || neighbour.id), target: "_blank", rel: "noopener", "aria-label": `Open ${title || neighbour.id}` }, "Open") : null)));
}

function passage(item) {
  return item.text ? el("p.passage", {}, item.text) : null;
}

function labels(item) {
  return item.labels?.length ? el("p.place", {}, item.labels.join(", ")) : null;
}

/** Where in a document: page 4 · chapter “Roots”. */
function place(item) {
  const parts = [];
  if (item.document) parts.push(item.document);
  if (item.page) parts.push(`page ${item.page}`);
  if (item.chapter) parts.push(item.chapter);
  if (item.box) parts.push(item.box.label ? `part: ${item.box.label}` : "a part of the picture");
  if (!parts.length && item.uri) parts.push(item.uri.split("/").slice(-2).join("/"));
  return parts.length ? el("p.place", { title: item.uri || "" }, parts.join(" · ")) : null;
}

function attributes(given, title) {
  const all = Object.entries(given || {}).filter(([, v]) => v !== null && v !== undefined && v !== title);
  if (!all.length) return null;
  const pair = ([name, v]) => el("div", {}, el("dt", {}, name), el("dd", { title: value(v) }, value(v)));
  const rest = all.slice(FEW_ATTRIBUTES);
  return el("div.attributes", {}, el("dl", {}, all.slice(0, FEW_ATTRIBUTES).map(pair)),
    rest.length ? el("details", {}, el("summary", {}, `${rest.length} more`), el("dl", {}, rest.map(pair))) : null);
}

/** The nearest of an answer has a full bar, the farthest a short one. */
function meter(d, [least, greatest]) {
  const nearness = greatest > least ? 1 - (0.85 * (d - least)) / (greatest - least) : 1;
  return el("span.meter", { title: `distance ${d}` }, el("span.bar", { "aria-hidden": "true", vars: { "--near": nearness } }),
    el("span.distance", {}, el("span.unseen", {}, "distance "), distance(d)));
}

function ordinal(n) {
  const tail = n % 100 > 10 && n % 100 < 14 ? "th" : { 1: "st", 2: "nd", 3: "rd" }[n % 10] || "th";
  return `${n}${tail}`;
}
