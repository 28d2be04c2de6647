// The map of an index: look around, choose points, search among them.
import * as api from "./api.js";
import { el, replace, say } from "./dom.js";
import { asksSomething, NO_QUERY } from "./address.js";
import { isOrdered } from "./filters.js";
import { percent, whole } from "./format.js";
import { Hand } from "./hand.js";
import { ask } from "./lookup.js";
import { colouring } from "./palette.js";
import { Plot } from "./plot.js";
import { problem } from "./problem.js";
import { legend } from "./legend.js";
import { Selection } from "./selection.js";
import { Tip } from "./tip.js";
import { set, state } from "./store.js";
import { generation, index, keptTypes } from "./world.js";
import * as views from "./views.js";

const SAMPLE = 5000;
const TOOLS = [["move", "Move", "m"], ["box", "Rectangle", "r"], ["lasso", "Lasso", "l"]];

export class MapView {
  constructor() {
    const name = "Map of the index. Arrow keys move, plus and minus zoom, Enter selects what is in view, Escape selects nothing.";
    this.canvas = el("canvas", { tabIndex: 0, role: "application", "aria-label": name });
    this.plot = new Plot(this.canvas);
    this.tip = new Tip();
    this.hand = new Hand(this.plot, {
      selected: (points, add) => this.select(points, add),
      picked: (i) => this.pick(i),
      pointed: (i, x, y) => this.tip.show(this.points?.[i], x, y, this.plot.camera),
    });
    this.colour = el("select", { id: "colour", onchange: () => set({ colour: this.colour.value }) });
    this.drawn = el("select", { id: "drawn", onchange: () => set({ drawn: this.drawn.value }) },
      el("option", { value: "neighbours" }, "neighbours together"), el("option", { value: "principal" }, "principal components"));
    this.legend = el("div.legend", {});
    this.note = el("p.quiet.note", { role: "status" });
    this.selection = new Selection((ids) => this.searchIn(ids), () => this.select([], false));
    this.node = el("section.map", { "aria-label": "Map" },
      el("div.map-bar", {}, el("div.tools-row", { role: "toolbar", "aria-label": "Map tools" }, TOOLS.map((tool) => this.toolButton(tool)),
        this.button("Zoom in", "+", () => this.hand.zoom(1.5)), this.button("Zoom out", "−", () => this.hand.zoom(1 / 1.5)),
        this.button("Show all", "Show all", () => { this.plot.camera.reset(); this.plot.request(); }),
        this.button("Select what is in view", "Select view", () => this.select(this.plot.visible(), false))),
      el("label.field", { for: "colour" }, el("span", {}, "Colour by"), this.colour),
      el("label.field", { for: "drawn" }, el("span", {}, "Layout"), this.drawn)),
      el("div.map-body", {}, el("div.stage", {}, this.canvas, this.tip.node, this.legend, this.veil = el("div.veil", {}, "Drawing the map …")), this.selection.node),
      this.note);
    new ResizeObserver(() => {
      this.plot.resize();
      this.makeRoom();
    }).observe(this.canvas);
    this.use("move");
  }

  toolButton([tool, words, key]) {
    return el("button", { type: "button", data: { tool }, title: `${words} (${key})`, onclick: () => this.use(tool) }, words);
  }

  button(label, words, does) {
    return el("button", { type: "button", title: label, "aria-label": label, onclick: does }, words);
  }

  use(tool) {
    this.hand.tool = tool;
    this.canvas.dataset.tool = tool;
    for (const button of this.node.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
  }

  async show(now, { again = false } = {}) {
    const one = index(now.index);
    if (!one || !generation(one)) {
      replace(this.note, "No generation of this index is active, so there is nothing to draw.");
      this.veil.hidden = true;
      return;
    }
    const types = keptTypes(one);
    const attributes = Object.keys(types);
    const colour = attributes.includes(now.colour) ? now.colour : "";
    replace(this.colour, el("option", { value: "" }, "nothing"), attributes.map((name) => el("option", { value: name }, name)));
    this.colour.value = colour;
    this.drawn.value = now.drawn;
    this.selection.setDataset(now.dataset);
    const wanted = JSON.stringify([now.dataset, now.index, now.drawn, colour]);
    if (wanted !== this.shown || again) await this.load(now, one, colour, types, wanted);
    if (this.points) await this.mark(now, one);
  }

  async load(now, one, colour, types, wanted) {
    this.loading?.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    const moved = !this.shown || JSON.parse(this.shown).slice(0, 3).join() !== JSON.parse(wanted).slice(0, 3).join();
    this.veil.hidden = !moved;
    try {
      const map = await api.get(["datasets", now.dataset, "indexes", one.name, "map"], { sample: SAMPLE, colour: colour || undefined, method: now.drawn === "principal" ? "principal" : undefined }, signal);
      this.shown = wanted;
      this.points = map.points;
      if (moved) {
        this.plot.camera.reset();
        this.plot.selected = new Set();
        this.selection.show([]);
      }
      this.plot.setPoints(map.points);
      this.plot.camera.fit(map.points);
      const painted = colouring(colour ? map.points.map((point) => point.value ?? null) : null, isOrdered(types[colour] || ""));
      this.plot.setColours(painted);
      replace(this.legend, legend(painted.legend, colour, (number) => this.select(this.ofColour(number), false)));
      this.makeRoom();
      this.say(map);
      this.veil.hidden = true;
    } catch (wrong) {
      if (wrong.name === "AbortError") return;
      this.points = null;
      this.veil.hidden = true;
      replace(this.note, problem(wrong, () => this.show(state(), { again: true })));
    }
  }

  /** On a wide canvas the legend lies beside the points. */
  makeRoom() {
    const { width } = this.plot.camera;
    this.plot.camera.left = width > 640 && this.legend.childElementCount ? this.legend.offsetWidth + 12 : 0;
    this.plot.request();
  }

  say(map) {
    const all = map.entries > map.points.length ? `${whole(map.points.length)} of ${whole(map.entries)} entries, drawn by chance` : `All ${whole(map.points.length)} entries`;
    const trust = typeof map.trust === "number" ? ` Trustworthiness ${percent(map.trust)}: how far neighbours here are true neighbours.` : "";
    replace(this.note, `${all}.${trust}`);
  }

  ofColour(number) {
    return this.points.map((_, i) => i).filter((i) => this.plot.of[i] === number);
  }

  /** Marks the view, the item and the answers that the state tells of. */
  async mark(now, one) {
    const marked = JSON.stringify([this.shown, now.view, now.entity, now.text, now.like, now.file, now.k]);
    if (marked === this.marked) return; // what was selected since stays so
    this.marked = marked;
    const place = new Map(this.points.map((point, i) => [point.id, i]));
    const on = (ids) => new Set(ids.map((id) => place.get(id)).filter((i) => i !== undefined));
    try {
      if (now.view) this.choose([...on((await views.idsOf(now.dataset, now.view)).ids || [])]);
      else if (now.entity) this.choose([...on([now.entity])]);
      const rings = now.entity ? [now.entity] : [];
      if (asksSomething(now)) rings.push(...(await ask(now, one)).neighbours.map((neighbour) => neighbour.id));
      this.plot.ringed = on(rings);
      this.plot.request();
    } catch (wrong) {
      say(wrong.message);
    }
  }

  select(points, add) {
    this.choose(add ? [...this.plot.selected, ...points] : points);
    say(points.length ? `${this.plot.selected.size} points selected` : "Nothing selected");
  }

  choose(points) {
    this.plot.selected = new Set(points);
    this.plot.request();
    this.selection.show([...this.plot.selected].map((i) => this.points[i].id));
  }

  pick(i) {
    if (i < 0) return;
    set({ entity: this.points[i].id, view: "" });
  }

  async searchIn(ids) {
    try {
      const view = await views.save(state().dataset, ids);
      set({ tab: "search", view, page: 0, entity: "", ...(asksSomething(state()) ? {} : NO_QUERY) });
    } catch (wrong) {
      say(wrong.message);
    }
  }
}
