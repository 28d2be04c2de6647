// Puts the page together: the state in, the right view out.
import { el, replace, say } from "./dom.js";
import { read } from "./address.js";
import { dropping } from "./dropping.js";
import { listen } from "./events.js";
import { whole } from "./format.js";
import { MapView } from "./map.js";
import { Overview } from "./overview.js";
import { problem } from "./problem.js";
import { SearchView } from "./search.js";
import { help, shortcuts } from "./shortcuts.js";
import { addressWith, set, state, subscribe } from "./store.js";
import { applyTheme, toggleTheme } from "./theme.js";
import * as world from "./world.js";

const main = document.getElementById("main");
const datasets = document.getElementById("dataset");
const indexes = document.getElementById("index");
const live = document.getElementById("live");
const makers = { search: () => new SearchView(), map: () => new MapView(), overview: () => new Overview() };
const made = {};

let turn = 0;

const view = (tab) => (made[tab] ||= makers[tab]());

async function show(now, options = {}) {
  const mine = ++turn;
  try {
    await world.settle(options);
  } catch (wrong) {
    if (mine === turn) fail(wrong);
    return;
  }
  if (mine !== turn) return; // settling has changed the state: that is being shown already
  frame(state());
  const current = view(state().tab);
  if (main.firstElementChild !== current.node || main.childElementCount !== 1) replace(main, current.node);
  main.setAttribute("aria-busy", "true");
  try {
    await current.show(state(), options);
  } finally {
    if (mine === turn) main.removeAttribute("aria-busy");
  }
}

/** What stands above every view. */
function frame(now) {
  document.title = [now.text || now.like.join(", "), now.index, "Nearfield"].filter(Boolean).join(" · ");
  for (const tab of document.querySelectorAll("[data-tab]")) {
    tab.href = addressWith({ tab: tab.dataset.tab });
    if (tab.dataset.tab === now.tab) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  const option = (name) => el("option", { value: name }, name);
  replace(datasets, world.allDatasets().map((one) => option(one.name)));
  replace(indexes, world.allIndexes().map((one) => option(one.name)));
  datasets.value = now.dataset;
  indexes.value = now.index;
  indexes.disabled = !world.allIndexes().length;
}

function fail(wrong) {
  frame(state());
  replace(main, problem(wrong, start));
  main.removeAttribute("aria-busy");
}

async function start() {
  try {
    await world.loadDatasets();
  } catch (wrong) {
    fail(wrong);
    return;
  }
  await show(state());
}

/** Links within the page change its state; everything else is the browser's. */
function follow(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
  const to = new URL(link.href);
  if (to.origin !== location.origin || to.pathname !== location.pathname || (!to.search && link.classList.contains("skip"))) return;
  event.preventDefault();
  set(read(to.search));
}

async function share() {
  const address = location.href;
  try {
    await navigator.clipboard.writeText(address);
    say("Address copied: it shows this view to others");
  } catch {
    say(address);
  }
}

async function changed(changes) {
  const last = changes[changes.length - 1];
  say(last.index ? `Index '${last.index}' answers from generation ${last.generation} now, ${whole(last.entries)} entries` : "There are changes; this view is up to date");
  try {
    await world.loadDatasets();
  } catch {
    return; // the next answer will say why
  }
  await show(state(), { again: true });
}

function tool(name) {
  if (state().tab === "map") view("map").use(name);
}

function filters() {
  const panel = document.querySelector(".panel");
  if (!panel) return;
  panel.open = true;
  panel.querySelector("input")?.focus();
}

function search() {
  if (state().tab !== "search") set({ tab: "search" });
  setTimeout(() => document.getElementById("words")?.select());
}

applyTheme();
datasets.addEventListener("change", () => world.chooseDataset(datasets.value));
indexes.addEventListener("change", () => set({ index: indexes.value, other: state().other === indexes.value ? "" : state().other, page: 0 }));
document.getElementById("theme").addEventListener("click", toggleTheme);
document.getElementById("help").addEventListener("click", help);
document.getElementById("share").addEventListener("click", share);
document.addEventListener("click", follow);
subscribe((now) => show(now));
shortcuts({ search, file: () => document.getElementById("file")?.click(), filters, share, theme: toggleTheme, tool, tab: (tab) => set({ tab }) });
dropping(document.getElementById("drop"), (file) => view("search").form.take(file));
listen(changed, (on) => {
  live.classList.toggle("on", on);
  live.title = on ? "Live: changes appear by themselves" : "Not connected to live changes";
  live.setAttribute("aria-label", live.title);
});
start();
