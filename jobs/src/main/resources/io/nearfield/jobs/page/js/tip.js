// What lies under the pointer on the map.
import { el, replace } from "./dom.js";
import { byIds } from "./items.js";
import { value } from "./format.js";
import { picture, thumbnail } from "./picture.js";
import { state } from "./store.js";

const PAUSE = 120;
const KEPT = 200;

export class Tip {
  constructor() {
    this.node = el("div.tip", { hidden: true, "aria-hidden": "true" });
    this.known = new Map();
  }

  show(point, x, y, camera) {
    if (point === this.point) {
      this.place(x, y, camera);
      return;
    }
    this.point = point;
    clearTimeout(this.due);
    this.node.hidden = !point;
    if (!point) return;
    replace(this.node, el("strong", {}, point.id), point.value === undefined || point.value === null ? null : el("span", {}, value(point.value)));
    this.place(x, y, camera);
    this.due = setTimeout(() => this.fill(point), PAUSE);
  }

  place(x, y, camera) {
    if (this.node.hidden) return;
    this.node.style.left = `${Math.min(x + 14, Math.max(0, camera.width - 236))}px`;
    this.node.style.top = y > camera.height / 2 ? "auto" : `${y + 14}px`;
    this.node.style.bottom = y > camera.height / 2 ? `${camera.height - y + 14}px` : "auto";
  }

  async fill(point) {
    const key = `${state().dataset}/${point.id}`;
    if (!this.known.has(key)) {
      try {
        const [found] = await byIds(state().dataset, [point.id]);
        if (this.known.size >= KEPT) this.known.clear();
        this.known.set(key, found);
      } catch {
        return; // the id is shown already
      }
    }
    const found = this.known.get(key);
    if (!found || this.point !== point) return;
    const isPicture = (found.item.mediaType || "").startsWith("image/");
    this.node.append(isPicture ? picture(thumbnail(state().dataset, point.id, 192), "") : el("span.passage", {}, found.item.text || ""));
  }
}
