// What to search for: words, a file, or entities; and how.
import { el, replace, say, svg } from "./dom.js";
import { asksSomething, MOST_K, NO_QUERY } from "./address.js";
import { chosen } from "./filters.js";
import { set, state } from "./store.js";
import { allIndexes, generation, index } from "./world.js";
import * as files from "./files.js";

export class SearchForm {
  constructor() {
    this.words = el("input", { type: "search", id: "words", name: "text", autocomplete: "off", spellcheck: false, "aria-label": "What to search for", enterKeyHint: "search" });
    this.picker = el("input", { type: "file", id: "file", className: "unseen", tabIndex: -1, "aria-hidden": "true", onchange: () => this.take(this.picker.files[0]) });
    this.k = el("input", { type: "number", id: "k", min: 1, max: MOST_K, inputMode: "numeric", onchange: () => set({ k: clamp(this.k.value), page: 0 }) });
    this.exact = select("exact", [["", "approximate"], ["1", "exact"]], (value) => set({ exact: value === "1", page: 0 }));
    this.order = select("order", [["nearest", "nearest first"], ["farthest", "farthest first"]], (value) => set({ order: value, page: 0 }));
    this.within = el("input", { type: "number", id: "within", step: "any", placeholder: "any", onchange: () => set({ within: this.within.value, page: 0 }) });
    this.other = el("select", { id: "other", onchange: () => set({ other: this.other.value, page: 0 }) });
    this.chips = el("ul.chips", { "aria-label": "What this lookup is made of" });
    this.node = el("form.ask", { role: "search", onsubmit: (event) => this.submit(event) },
      el("div.bar", {},
        this.words,
        el("button.icon", { type: "button", title: "Search with a picture or a document (u)", "aria-label": "Search with a picture or a document", onclick: () => this.picker.click() }, clip()),
        el("button.go", { type: "submit" }, "Search")),
      this.picker,
      el("div.how", {},
        field("Results", this.k), field("Search", this.exact), field("Order", this.order),
        field("Within distance", this.within), field("Compare with", this.other)),
      this.chips);
  }

  submit(event) {
    event.preventDefault();
    const text = this.words.value.trim();
    if (text) set({ ...NO_QUERY, tab: "search", text });
    else this.words.focus();
  }

  async take(file) {
    this.picker.value = "";
    if (!file) return;
    try {
      const taken = await files.hold(file);
      if (taken.text) {
        set({ ...NO_QUERY, tab: "search", text: taken.text });
        return;
      }
      set({ ...NO_QUERY, tab: "search", file: taken.key });
      if (taken.copy) history.replaceState(null, "", location.pathname + location.search + taken.copy);
    } catch (wrong) {
      say(wrong.message);
    }
  }

  /** Shows a state. */
  show(now) {
    if (document.activeElement !== this.words || now.text) this.words.value = now.text;
    const takesText = index()?.prompts?.text !== false;
    const takesPictures = index()?.prompts?.image === true;
    this.words.placeholder = takesText
      ? takesPictures ? "Describe what you are looking for, or drop a picture" : "Describe what you are looking for, or drop a document"
      : takesPictures ? "This index takes pictures: drop one anywhere on this page" : "This index takes neither words nor pictures: use “More like this”";
    this.k.value = now.k;
    this.exact.value = now.exact ? "1" : "";
    this.order.value = now.order;
    this.within.value = now.within;
    const others = allIndexes().filter((one) => one.name !== now.index && generation(one));
    replace(this.other, el("option", { value: "" }, "no other index"), others.map((one) => el("option", { value: one.name }, one.name)));
    this.other.value = now.other;
    this.other.disabled = others.length === 0;
    this.showChips(now);
  }

  showChips(now) {
    const chips = now.like.map((id) => chip("like", id, { like: now.like.filter((other) => other !== id), page: 0 }));
    if (now.file) chips.push(chip(files.find(now.file)?.reduced ? "small copy of" : "file", files.nameOf(now.file), { file: "" }));
    if (now.view) chips.push(chip("only in", now.view, { view: "", page: 0 }));
    for (const one of chosen(now)) chips.push(chip("", one.words, { ...one.without, page: 0 }));
    if (asksSomething(now) && chips.length > 1) {
      chips.push(el("li", {}, el("button.plain", { type: "button", onclick: () => set({ ...NO_QUERY, is: {}, from: {}, to: {}, has: {}, where: "", view: "" }) }, "Clear all")));
    }
    replace(this.chips, chips);
    this.chips.hidden = chips.length === 0;
  }
}

function chip(kind, words, changes) {
  return el("li.chip", {},
    kind ? el("span.kind", {}, kind) : null,
    el("span.what", { title: words }, words),
    el("button", { type: "button", "aria-label": `Remove ${kind} ${words}`, onclick: () => set(changes) }, "×"));
}

function field(label, control) {
  return el("label.field", { for: control.id }, el("span", {}, label), control);
}

function select(id, options, chooses) {
  const made = el("select", { id }, options.map(([value, words]) => el("option", { value }, words)));
  made.addEventListener("change", () => chooses(made.value));
  return made;
}

const clamp = (text) => Math.min(MOST_K, Math.max(1, Number.parseInt(text, 10) || state().k));

const clip = () =>
  svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", {
    d: "M3 5.5A1.5 1.5 0 0 1 4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5zM3.5 14l4-4.5 3 3 2.5-2.5 3.5 4M12.8 7.6h.01",
  }));
