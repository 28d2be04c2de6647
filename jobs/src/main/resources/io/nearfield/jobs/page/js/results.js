// The answers to a lookup, of one index or of two side by side.
import { el, replace } from "./dom.js";
import { asksSomething } from "./address.js";
import { card } from "./card.js";
import { ask, MissingFile } from "./lookup.js";
import { ApiError } from "./api.js";
import { metricName, whole } from "./format.js";
import { set } from "./store.js";
import { index } from "./world.js";
import { problem } from "./problem.js";

export class Results {
  constructor(welcome) {
    this.node = el("section.results", { "aria-label": "Results" });
    this.welcome = welcome;
    this.asked = null;
    this.last = new Map(); // ids by index, of the lookup before: to tell what is new
  }

  /** Asks and shows; `quiet` keeps what is there until the answer has come. */
  async show(now, { quiet = false } = {}) {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const indexes = [index(now.index), now.other ? index(now.other) : null].filter(Boolean);
    if (!asksSomething(now) || !indexes.length) {
      this.node.classList.remove("waiting");
      replace(this.node, await this.welcome(now, signal));
      return;
    }
    this.node.classList.add("waiting");
    this.node.setAttribute("aria-busy", "true");
    const answers = await Promise.all(indexes.map((one) => this.answer(now, one, signal)));
    if (signal.aborted) return;
    this.node.classList.remove("waiting");
    this.node.removeAttribute("aria-busy");
    this.draw(now, indexes, answers, quiet);
  }

  async answer(now, one, signal) {
    try {
      return await ask(now, one, signal);
    } catch (wrong) {
      if (!(wrong instanceof ApiError) && !(wrong instanceof MissingFile) && wrong.name !== "AbortError") console.error(wrong);
      return { wrong };
    }
  }

  draw(now, indexes, answers, quiet) {
    const columns = indexes.map((one, i) => this.column(now, one, answers[i], answers[1 - i], quiet));
    replace(this.node, el(`div.columns${indexes.length > 1 ? ".two" : ""}`, {}, columns), this.pages(now, answers));
    indexes.forEach((one, i) => this.last.set(one.name, { asked: lookupOf(now), ids: new Set((answers[i].neighbours || []).map((n) => n.id)) }));
  }

  column(now, one, answer, other, quiet) {
    if (answer.wrong) return el("div.column", {}, this.heading(now, one), problem(answer.wrong));
    const found = answer.neighbours;
    const before = this.last.get(one.name);
    const known = quiet && before?.asked === lookupOf(now) ? before.ids : null;
    const span = [Math.min(...found.map((n) => n.distance)), Math.max(...found.map((n) => n.distance))];
    const ranks = other?.neighbours && new Map(other.neighbours.map((n, i) => [n.id, i + 1]));
    return el("div.column", {}, this.heading(now, one), this.summary(now, one, answer, ranks),
      found.length
        ? el("ol.cards", {}, found.map((n, i) => card(n, now.page * now.k + i + 1, span, {
            there: ranks ? ranks.get(n.id) || 0 : undefined, isNew: known ? !known.has(n.id) : false })))
        : el("p.nothing", {}, "Nothing in this index passes these filters. Take one back to see more."));
  }

  heading(now, one) {
    return now.other ? el("h2", {}, one.name, el("span.quiet", {}, ` ${one.spec || ""}`)) : null;
  }

  summary(now, one, answer, ranks) {
    const found = answer.neighbours;
    const total = answer.total >= 0 ? ` of ${whole(answer.total)}` : "";
    const parts = [`${found.length}${total} ${now.order}`, `${metricName(one.metric)} distance`, now.exact ? "exact" : "approximate"];
    if (ranks) parts.push(`${found.filter((n) => ranks.has(n.id)).length} in both`);
    if (answer.generation) parts.push(`generation ${answer.generation}`);
    if (answer.tookMs !== undefined) parts.push(`${Math.round(answer.tookMs * 10) / 10} ms`);
    return el("div.summary", {}, el("p", { role: "status" }, parts.join(" · ")),
      answer.complete === false ? el("p.notice.warn", {}, `This answer is not complete: ${answer.partial}`) : null);
  }

  pages(now, answers) {
    const full = answers.some((answer) => (answer.neighbours || []).length === now.k);
    if (!now.page && !full) return null;
    return el("nav.pages", { "aria-label": "Pages" },
      el("button", { type: "button", disabled: !now.page, onclick: () => set({ page: now.page - 1 }) }, "Previous"),
      el("span", {}, `Page ${now.page + 1}`),
      el("button", { type: "button", disabled: !full, onclick: () => set({ page: now.page + 1 }) }, "Next"));
  }
}

/** What makes two lookups the same one, asked again. */
const lookupOf = (now) => JSON.stringify([now.dataset, now.text, now.like, now.file, now.k, now.page, now.is, now.from, now.to, now.has, now.where, now.view]);
