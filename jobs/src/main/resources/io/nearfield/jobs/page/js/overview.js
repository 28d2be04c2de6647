// What there is: the index and its generations, how good they are, the runs that made them.
import * as api from "./api.js";
import { el, replace } from "./dom.js";
import { histogram, isGraded, recalls } from "./charts.js";
import { duration, metricName, number, percent, when, whole } from "./format.js";
import { problem } from "./problem.js";
import { addressWith } from "./store.js";
import { allIndexes, dataset, generation } from "./world.js";

const RUNS = 25;

export class Overview {
  constructor() {
    this.node = el("section.overview", { "aria-label": "Overview" });
  }

  async show(now, { again = false } = {}) {
    const wanted = `${now.dataset}/${now.index}`;
    if (wanted === this.shown && !again) return;
    this.loading?.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    if (wanted !== this.shown) replace(this.node, el("p.quiet", { role: "status" }, "Reading the tables …"));
    const at = ["datasets", now.dataset];
    const index = now.index ? [...at, "indexes", now.index] : null;
    const parts = await Promise.all([
      index ? attempt(api.get(index, {}, signal)) : {},
      index ? attempt(api.get([...index, "generations"], {}, signal)) : {},
      attempt(api.get([...at, "feature-sets"], {}, signal)),
      attempt(api.get([...at, "runs"], {}, signal)),
    ]);
    if (signal.aborted) return;
    this.shown = wanted;
    this.draw(now, ...parts);
  }

  draw(now, described, generations, sets, runs) {
    const one = described.value || {};
    const made = generations.value || [];
    replace(this.node,
      el("div.tiles", {}, this.tiles(one, now)),
      described.wrong ? problem(described.wrong) : null,
      el("div.two-up", {},
        block("Recall of its generations", "Share of the true ten nearest that lookups find, with its interval of 95 %; the bar is the target.", made.some(isGraded) ? recalls([...made].sort((a, b) => a.number - b.number)) : none("No generation has been graded yet.")),
        block("Inverted lists by length", listWords(made), buckets(one).length ? histogram(buckets(one)) : none("The lists were not measured when this generation was built."))),
      block("Generations", "", generations.wrong ? problem(generations.wrong) : this.generations(made)),
      block("Indexes of this dataset", "", this.indexes(now)),
      block("Feature sets", "", sets.wrong ? problem(sets.wrong) : this.sets(sets.value)),
      block("Runs", "", runs.wrong ? problem(runs.wrong) : this.runs(runs.value)));
  }

  tiles(one, now) {
    const recall = one.recall || {};
    const tile = (name, value, more) => el("div.tile", {}, el("span.name", {}, name), el("span.value", {}, value), more ? el("span.more", {}, more) : null);
    return [
      tile("Items", whole(dataset()?.items ?? 0), now.dataset),
      tile("Entries", whole(one.entries ?? 0), now.index),
      tile("Recall@10", percent(recall.value), recall.target ? `target ${percent(recall.target)}` : ""),
      tile("Generation", generation(one) || "none", one.spec || ""),
      tile("Dimension", one.dimension ? whole(one.dimension) : "–", metricName(one.metric) + (one.metric ? " distance" : "")),
    ];
  }

  generations(all) {
    if (!all.length) return none("None yet: build one with nearfield build.");
    return table(["Number", "State", "Spec", "Entries", "Recall@10", "Target", "Probes", "Made"], [...all].sort((a, b) => b.number - a.number).map((one) => [
      one.number, badge(one.state), one.spec, whole(one.entries ?? 0),
      isGraded(one) ? `${percent(one.recall.value)} (${percent(one.recall.low)} to ${percent(one.recall.high)})` : "–",
      percent(one.recall?.target), one.nprobe ?? "–", when(one.createdAt)]));
  }

  indexes(now) {
    return table(["Name", "Feature set", "Metric", "Spec", "Entries", "Generation", ""], allIndexes().map((one) => [
      one.name, one.featureSet || "–", metricName(one.metric), one.spec || "–", whole(one.entries ?? 0), generation(one) || "none",
      el("a", { href: addressWith({ tab: "search", index: one.name, other: now.index !== one.name ? now.index : "" }) }, one.name === now.index ? "Search" : "Compare")]));
  }

  sets(all) {
    if (!all.length) return none("None yet.");
    return table(["Name", "Of", "Metric", "Dimension", "Model", "Vectors"], all.map((one) => [
      one.name, (one.entityType || "").toLowerCase() || "–", metricName(one.metric), one.dimension, one.model, whole(one.vectors)]));
  }

  runs(all) {
    if (!all.length) return none("None yet.");
    return table(["Started", "What", "Target", "State", "Took", "Figures"], [...all].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)).slice(0, RUNS).map((run) => [
      when(run.startedAt), run.type, run.target, badge(run.state, run.message), duration(run.startedAt, run.finishedAt),
      Object.entries(run.figures || {}).filter(([, v]) => v).slice(0, 5).map(([name, v]) => `${name} ${number(v)}`).join(", ")]));
  }
}

const attempt = (promise) => promise.then((value) => ({ value }), (wrong) => ({ wrong }));
const none = (words) => el("p.quiet", {}, words);
const badge = (state, why) => el(`span.badge.${(state || "unknown").toLowerCase()}`, { title: why || "" }, (state || "unknown").toLowerCase());

function block(title, words, content) {
  return el("section.block", {}, el("h2", {}, title), words ? el("p.quiet", {}, words) : null, content);
}

function table(heads, rows) {
  return el("div.scroll", { tabIndex: 0, role: "group", "aria-label": heads.filter(Boolean).join(", ") }, el("table", {},
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cell)))))));
}

function buckets(one) {
  const width = one.listWidth || 1;
  return (one.listSizes || []).map((count, i) => ({ from: i * width, to: (i + 1) * width - 1, count }));
}

function listWords(generations) {
  const lists = generations.find((one) => one.state === "ACTIVE")?.figures?.lists;
  return lists ? `The longest holds ${whole(lists.longest)} entries, ${whole(lists.empty)} hold none; imbalance ${number(lists.imbalance)}, where 1 is even.` : "How many cells hold how many entries.";
}
