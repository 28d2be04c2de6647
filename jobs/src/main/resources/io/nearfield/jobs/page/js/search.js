// The search view: what to search for, filters beside the results.
import { el } from "./dom.js";
import { asksSomething } from "./address.js";
import { card } from "./card.js";
import { FacetPanel } from "./facets.js";
import { expression } from "./filters.js";
import { SearchForm } from "./form.js";
import * as items from "./items.js";
import { problem } from "./problem.js";
import { Results } from "./results.js";
import { dataset, filterTypes, index } from "./world.js";
import * as views from "./views.js";
import { plural } from "./format.js";
import { set } from "./store.js";

const SHOWN = 24;

export class SearchView {
  constructor() {
    this.form = new SearchForm();
    this.facets = new FacetPanel();
    this.results = new Results(welcome);
    this.node = el("div.search", {}, this.form.node, el("div.split", {}, this.facets.node, this.results.node));
  }

  async show(now, options = {}) {
    this.form.show(now);
    await Promise.all([this.facets.show(now, options), this.results.show(now, { quiet: options.again })]);
  }
}

/** Before anything is asked: what is there, to begin from. */
async function welcome(now, signal) {
  if (!index() && now.index) return problem({ status: 404, message: `Dataset '${now.dataset}' has no index '${now.index}'; choose one above`, field: "index" });
  if (!index()) {
    const words = dataset() ? `Dataset '${now.dataset}' has no index yet. Make one with: nearfield embed, then nearfield build.` : "There is no dataset yet. Begin with: nearfield quickstart, or nearfield ingest.";
    return el("div.welcome", {}, el("h1", {}, "Nothing to search yet"), el("p", {}, words));
  }
  try {
    const filter = expression(now, filterTypes(index()));
    const view = now.view ? await views.idsOf(now.dataset, now.view, signal) : null;
    const found = view?.ids ? await items.byIds(now.dataset, view.ids.slice(0, SHOWN), signal) : await items.page(now.dataset, view?.filter || filter, now.page, SHOWN, signal);
    return [
      el("div.welcome", {}, el("h1", {}, view ? `${plural(view.ids?.length ?? found.length, "item", "items")} in this view` : `What is in ${now.dataset}`),
        el("p", {}, view ? "Search among them above, or start from one of them." : "Search above, drop a file anywhere, or start from one of these.")),
      found.length ? el("ol.cards", {}, found.map((one, i) => card(one, now.page * SHOWN + i + 1, null))) : el("p.nothing", {}, "No item passes these filters."),
      view ? null : pages(now, found.length)];
  } catch (wrong) {
    if (wrong.name === "AbortError") return [];
    return problem(wrong);
  }
}

function pages(now, shown) {
  if (!now.page && shown < SHOWN || asksSomething(now)) return null;
  return el("nav.pages", { "aria-label": "Pages" },
    el("button", { type: "button", disabled: !now.page, onclick: () => set({ page: now.page - 1 }) }, "Previous"),
    el("span", {}, `Page ${now.page + 1}`),
    el("button", { type: "button", disabled: shown < SHOWN, onclick: () => set({ page: now.page + 1 }) }, "Next"));
}
