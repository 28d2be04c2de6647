// What is selected on the map, and what can be done with it.
import { el, replace } from "./dom.js";
import { NO_QUERY } from "./address.js";
import { plural } from "./format.js";
import { byIds } from "./items.js";
import { picture, thumbnail } from "./picture.js";
import { set } from "./store.js";

const SHOWN = 12;
const MOST_LIKE = 50;

export class Selection {
  constructor(searchIn, clear) {
    this.searchIn = searchIn;
    this.clear = clear;
    this.node = el("aside.selection", { "aria-label": "Selection" });
    this.show([]);
  }

  setDataset(name) {
    this.dataset = name;
  }

  async show(ids) {
    this.asked?.abort();
    if (!ids.length) {
      replace(this.node, el("h2", {}, "Selection"), el("p.quiet", {}, "Draw a rectangle or a lasso around points, select a colour in the legend, or click a point. Shift adds to what is selected."));
      return;
    }
    const list = el("ul.picked", { "aria-busy": "true" });
    replace(this.node, el("h2", {}, plural(ids.length, "point", "points")),
      el("div.actions", {},
        el("button.go", { type: "button", id: "search-in", onclick: () => this.searchIn(ids) }, "Search in these"),
        ids.length <= MOST_LIKE ? el("button", { type: "button", onclick: () => set({ ...NO_QUERY, tab: "search", like: ids, entity: "" }) }, ids.length > 1 ? "More like these" : "More like this") : null,
        el("button", { type: "button", onclick: this.clear }, "Clear")),
      list);
    this.asked = new AbortController();
    try {
      const items = await byIds(this.dataset, ids.slice(0, SHOWN), this.asked.signal);
      replace(list, items.map((one) => this.row(one)), ids.length > SHOWN ? el("li.quiet", {}, `and ${ids.length - SHOWN} more`) : null);
    } catch (wrong) {
      if (wrong.name !== "AbortError") replace(list, el("li.quiet", {}, wrong.message));
    }
    list.removeAttribute("aria-busy");
  }

  row(one) {
    const isPicture = (one.item.mediaType || "").startsWith("image/");
    return el("li", {}, isPicture ? picture(thumbnail(this.dataset, one.id, 96), "") : null,
      el("div", {}, el("span.id", {}, one.attributes.title || one.id), el("span.passage", {}, one.item.text || one.item.uri?.split("/").pop() || "")));
  }
}
