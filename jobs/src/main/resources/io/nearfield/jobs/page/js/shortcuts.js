// Keys that work everywhere, and the dialog that tells of them.
import { el } from "./dom.js";

const KEYS = [
  ["/", "Go to the search field"], ["u", "Search with a file"], ["j  k", "Next and previous result"], ["m", "More like the result in focus"],
  ["f", "Go to the filters"], ["1  2  3", "Search, map, overview"], ["c", "Copy the address of this view"], ["t", "Light or dark"], ["?", "This list"], ["Esc", "Close, or leave a field"],
];
const MAP_KEYS = [
  ["← ↑ → ↓", "Move"], ["+  −  0", "Zoom in, out, show all"], ["m  r  l", "Move, rectangle, lasso"], ["Enter", "Select what is in view"], ["Esc", "Select nothing"],
];

export function help() {
  const list = (keys) => el("dl.keys", {}, keys.map(([key, words]) => el("div", {}, el("dt", {}, key.split("  ").map((one) => el("kbd", {}, one))), el("dd", {}, words))));
  const dialog = el("dialog.help", { "aria-label": "Shortcuts", onclose: () => dialog.remove() },
    el("form", { method: "dialog" }, el("h2", {}, "Shortcuts"), list(KEYS), el("h3", {}, "On the map"), list(MAP_KEYS), el("button.go", {}, "Close")));
  document.body.append(dialog);
  dialog.showModal();
}

/** @param does {{search, file, tab(number), share, theme, filters, tool(name)}} */
export function shortcuts(does) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const typing = event.target.matches?.("input:not([type=checkbox]), select, textarea");
    if (event.key === "Escape" && typing) event.target.blur();
    if (typing) return;
    const run = {
      "/": does.search, u: does.file, j: () => step(1), k: () => step(-1), f: does.filters, c: does.share, t: does.theme, "?": help,
      1: () => does.tab("search"), 2: () => does.tab("map"), 3: () => does.tab("overview"),
      m: () => (focused() ? focused().querySelector("button.more").click() : does.tool("move")), r: () => does.tool("box"), l: () => does.tool("lasso"),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  });
}

const focused = () => document.activeElement?.closest?.(".card");

function step(by) {
  const cards = [...document.querySelectorAll(".card")];
  if (!cards.length) return;
  const now = cards.indexOf(focused());
  const next = cards[Math.min(cards.length - 1, Math.max(0, now < 0 ? 0 : now + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
