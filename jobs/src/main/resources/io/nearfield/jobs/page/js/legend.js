// What the colours of a map mean.
import { el } from "./dom.js";
import { value, whole } from "./format.js";

/** @param selects called with the number of a colour whose points are to be selected */
export function legend(what, title, selects) {
  if (what.kind === "none") return null;
  const heading = el("p.legend-title", {}, title);
  if (what.kind === "ramp") {
    return [heading, el("div.ramp", { "aria-hidden": "true" }, what.colours.map((colour) => el("span", { vars: { "--colour": colour } }))),
      el("div.ends", {}, el("span", {}, value(what.least)), el("span", {}, value(what.greatest))),
      what.missing ? el("p.quiet", {}, `${whole(what.missing)} without a value`) : null];
  }
  return [heading, el("ul", {}, what.entries.map((entry) => el("li", {},
    el("button.plain", { type: "button", title: `Select the ${entry.count} points of ${entry.words}`, onclick: () => selects(entry.number) },
      el("span.swatch", { "aria-hidden": "true", vars: { "--colour": entry.colour } }), el("span.words", {}, entry.words), el("span.count", {}, whole(entry.count))))))];
}
