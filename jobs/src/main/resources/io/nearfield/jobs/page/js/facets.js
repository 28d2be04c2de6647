// Filters from what the attributes of the dataset hold.
import * as api from "./api.js";
import { el, replace } from "./dom.js";
import { isOrdered, toggled, withValue } from "./filters.js";
import { set } from "./store.js";
import { value as shown, whole } from "./format.js";
import { filterTypes, index } from "./world.js";

const FEW = 6;
const LIMIT = 40;

/** Titles are no categories: where nearly every item has its own value, words are looked for. */
const isChoice = (facet) => facet.values.length > 0 && (facet.distinct <= 20 || facet.distinct < facet.present / 2);

export class FacetPanel {
  constructor() {
    this.list = el("div.facets", {});
    this.where = el("input", { id: "where", type: "text", spellcheck: false, autocomplete: "off", placeholder: "price < 20 and lang = 'de'", onchange: () => set({ where: this.where.value.trim(), page: 0 }) });
    this.node = el("details.panel", { open: matchMedia("(min-width: 900px)").matches },
      el("summary", {}, "Filters"),
      el("div.panel-body", {},
        this.list,
        el("label.expression", { for: "where" }, el("span", {}, "Expression"), this.where)));
    this.dataset = null;
    this.facets = [];
    this.open = new Set();
  }

  /** Shows a state; asks for the facets when the dataset is another, or has changed. */
  async show(now, { again = false } = {}) {
    this.where.value = now.where;
    if (now.dataset && (now.dataset !== this.dataset || again)) {
      this.dataset = now.dataset;
      try {
        const answer = await api.get(["datasets", now.dataset, "facets"], { limit: LIMIT });
        if (this.dataset !== now.dataset) return;
        this.facets = Array.isArray(answer) ? answer : answer.facets;
      } catch (wrong) {
        this.dataset = null;
        replace(this.list, el("p.quiet", {}, wrong.message));
        return;
      }
    }
    this.draw(now);
  }

  draw(now) {
    const types = filterTypes(index());
    const usable = this.facets.filter((facet) => facet.attribute in types);
    const focused = this.list.contains(document.activeElement) ? document.activeElement.id : "";
    replace(this.list, usable.map((facet) => this.facet(facet, types[facet.attribute], now)),
      usable.length ? null : el("p.quiet", {}, "The items of this dataset have no attributes to filter by."));
    if (focused) document.getElementById(focused)?.focus();
  }

  facet(facet, type, now) {
    const name = facet.attribute;
    const body = isOrdered(type) ? this.range(facet, type, now) : isChoice(facet) ? this.values(facet, now) : this.contains(name, now);
    return el("fieldset.facet", {}, el("legend", { title: `${name}, ${type.toLowerCase()}` }, name), body);
  }

  values(facet, now) {
    const name = facet.attribute;
    const on = now.is[name] || [];
    const listed = facet.values.map((one) => ({ value: String(one.value), words: shown(one.value), count: one.count }));
    for (const value of on) if (!listed.some((one) => one.value === value)) listed.unshift({ value, words: value, count: 0 });
    const all = this.open.has(name);
    const visible = all ? listed : listed.filter((one, i) => i < FEW || on.includes(one.value));
    const most = Math.max(1, ...listed.map((one) => one.count));
    const rows = visible.map((one) => {
      const id = `is.${name}.${one.value}`;
      return el("li", {},
        el("input", { type: "checkbox", id, checked: on.includes(one.value), onchange: () => set({ is: toggled(now.is, name, one.value), page: 0 }) }),
        el("label", { for: id, title: one.words }, el("span.words", {}, one.words || "(empty)"), el("span.count", {}, whole(one.count)),
          el("span.share", { vars: { "--share": one.count / most } })));
    });
    const hidden = listed.length - visible.length;
    return el("div", {}, el("ul", {}, rows),
      hidden > 0 || all && listed.length > FEW
        ? el("button.plain", { type: "button", id: `more.${name}`, onclick: () => this.unfold(name, now) }, all ? "Show fewer" : `Show ${hidden} more`)
        : null);
  }

  unfold(name, now) {
    if (!this.open.delete(name)) this.open.add(name);
    this.draw(now);
  }

  range(facet, type, now) {
    const name = facet.attribute;
    const end = (kind, hint, label) => el("input", {
      id: `${kind}.${name}`, type: type === "DATE" ? "date" : "text", inputMode: type === "DATE" ? undefined : "decimal",
      value: now[kind][name] ?? "", placeholder: shown(hint ?? ""), "aria-label": `${name} ${label}`,
      onchange: (event) => set({ [kind]: withValue(now[kind], name, event.target.value.trim()), page: 0 }),
    });
    const word = (text) => el("span", { "aria-hidden": "true" }, text);
    return type === "DATE"
      ? el("div.range.dates", {}, word("from"), end("from", facet.min, "at least"), word("to"), end("to", facet.max, "at most"))
      : el("div.range", {}, end("from", facet.min, "at least"), word("to"), end("to", facet.max, "at most"));
  }

  contains(name, now) {
    return el("input.contains", {
      id: `has.${name}`, type: "search", value: now.has[name] ?? "", placeholder: "contains …", "aria-label": `${name} contains`,
      onchange: (event) => set({ has: withValue(now.has, name, event.target.value.trim()), page: 0 }),
    });
  }
}
