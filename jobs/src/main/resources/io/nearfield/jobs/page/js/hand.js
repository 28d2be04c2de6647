// Pointers, wheel and keys over a plot: moving, zooming, and drawing a selection.

const CLICK = 4; // pixels that a click may wander
const STEP = 48;

export class Hand {
  /** @param does {{selected(points, add), picked(point), pointed(point, x, y)}} */
  constructor(plot, does) {
    this.plot = plot;
    this.does = does;
    this.tool = "move";
    this.pointers = new Map();
    this.trail = null;
    const { canvas } = plot;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.moved(event));
    canvas.addEventListener("pointerup", (event) => this.up(event));
    canvas.addEventListener("pointercancel", (event) => this.cancel(event));
    canvas.addEventListener("pointerleave", () => does.pointed(-1));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  place(event) {
    const box = this.plot.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  down(event) {
    this.plot.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.place(event));
    if (this.pointers.size === 1) this.trail = [this.place(event)];
    else this.stopDrawing();
  }

  moved(event) {
    const now = this.place(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      const point = this.plot.at(...now);
      this.plot.pointed = point;
      this.plot.request();
      this.does.pointed(point, ...now);
      return;
    }
    if (this.pointers.size === 2) this.pinch(event.pointerId, before, now);
    else if (this.tool === "move") this.plot.camera.move(now[0] - before[0], now[1] - before[1]);
    this.pointers.set(event.pointerId, now);
    if (this.trail) {
      this.trail.push(now);
      if (this.tool !== "move" && this.far()) this.plot.outline = this.outline();
    }
    this.plot.request();
  }

  pinch(id, before, now) {
    const other = [...this.pointers].find(([otherId]) => otherId !== id)[1];
    const length = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]);
    this.plot.camera.zoomAt((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, length(now) / Math.max(1, length(before)));
  }

  up(event) {
    const trail = this.trail;
    if (trail && !this.far()) {
      const point = this.plot.at(...trail[0]);
      this.does.picked(point);
    } else if (trail && this.tool !== "move") {
      this.does.selected(this.plot.inside(this.outline()), event.shiftKey);
    }
    this.cancel(event);
  }

  cancel(event) {
    this.pointers.delete(event.pointerId);
    this.stopDrawing();
  }

  stopDrawing() {
    this.trail = null;
    this.plot.outline = null;
    this.plot.request();
  }

  far() {
    const [x, y] = this.trail[0];
    return this.trail.some(([px, py]) => Math.hypot(px - x, py - y) > CLICK);
  }

  outline() {
    if (this.tool === "lasso") return this.trail;
    const [ax, ay] = this.trail[0];
    const [bx, by] = this.trail[this.trail.length - 1];
    return [[ax, ay], [bx, ay], [bx, by], [ax, by]];
  }

  wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    this.plot.camera.zoomAt(...this.place(event), Math.exp(-event.deltaY * lines * 0.0018));
    this.plot.request();
  }

  key(event) {
    const { camera } = this.plot;
    const does = {
      ArrowLeft: () => camera.move(STEP, 0), ArrowRight: () => camera.move(-STEP, 0),
      ArrowUp: () => camera.move(0, STEP), ArrowDown: () => camera.move(0, -STEP),
      "+": () => this.zoom(1.4), "=": () => this.zoom(1.4), "-": () => this.zoom(1 / 1.4), 0: () => camera.reset(),
      Enter: () => this.does.selected(this.plot.visible(), event.shiftKey),
      Escape: () => this.does.selected([], false),
    }[event.key];
    if (!does || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    does();
    this.plot.request();
  }

  zoom(factor) {
    this.plot.camera.zoomAt(this.plot.camera.width / 2, this.plot.camera.height / 2, factor);
    this.plot.request();
  }
}
