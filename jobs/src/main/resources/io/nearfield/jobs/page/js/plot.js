// Draws points on a canvas; knows nothing of pointers and keys.
import { Camera } from "./camera.js";

const NEAR = 14; // pixels within which a pointer means a point

export class Plot {
  constructor(canvas) {
    this.canvas = canvas;
    this.camera = new Camera();
    this.points = [];
    this.colours = ["#14807a"];
    this.of = null;
    this.selected = new Set();
    this.ringed = new Set();
    this.pointed = -1;
    this.outline = null; // pixels of the selection being drawn
    this.due = 0;
  }

  setPoints(points) {
    this.points = points;
    this.pointed = -1;
    this.request();
  }

  setColours({ colours, of }) {
    this.colours = colours;
    this.of = of;
    this.request();
  }

  /** Draws with the next frame, however often it is called before. */
  request() {
    this.due ||= requestAnimationFrame(() => {
      this.due = 0;
      this.draw();
    });
  }

  resize() {
    const { width, height } = this.canvas.getBoundingClientRect();
    const dense = Math.min(2, devicePixelRatio || 1);
    this.canvas.width = Math.max(1, Math.round(width * dense));
    this.canvas.height = Math.max(1, Math.round(height * dense));
    this.dense = dense;
    this.camera.resize(width, height);
    this.draw();
  }

  get radius() {
    const sparse = this.points.length > 3000 ? 2 : this.points.length > 800 ? 2.8 : 4;
    return Math.min(9, sparse * Math.pow(this.camera.zoom, 0.3));
  }

  draw() {
    const pen = this.canvas.getContext("2d");
    const style = getComputedStyle(this.canvas);
    pen.setTransform(this.dense, 0, 0, this.dense, 0, 0);
    pen.clearRect(0, 0, this.camera.width, this.camera.height);
    const chosen = this.selected.size > 0;
    this.dots(pen, chosen ? 0.16 : 0.78, (i) => !this.selected.has(i));
    if (chosen) this.dots(pen, 0.95, (i) => this.selected.has(i));
    pen.globalAlpha = 1;
    pen.strokeStyle = style.getPropertyValue("--text");
    pen.lineWidth = 1.6;
    for (const i of this.ringed) this.ring(pen, i, this.radius + 3);
    if (this.pointed >= 0) {
      pen.lineWidth = 2.2;
      this.ring(pen, this.pointed, this.radius + 4);
    }
    if (this.outline) this.drawOutline(pen, style);
  }

  /** One path for all points of a colour: thousands of points take some milliseconds. */
  dots(pen, alpha, wanted) {
    const paths = this.colours.map(() => null);
    const r = this.radius;
    const { width, height } = this.camera;
    for (let i = 0; i < this.points.length; i++) {
      if (!wanted(i)) continue;
      const [x, y] = this.camera.toScreen(this.points[i].x, this.points[i].y);
      if (x < -r || y < -r || x > width + r || y > height + r) continue;
      const path = (paths[this.of ? this.of[i] : 0] ||= new Path2D());
      path.moveTo(x + r, y);
      path.arc(x, y, r, 0, 2 * Math.PI);
    }
    pen.globalAlpha = alpha;
    paths.forEach((path, number) => {
      if (!path) return;
      pen.fillStyle = this.colours[number];
      pen.fill(path);
    });
  }

  ring(pen, i, r) {
    const [x, y] = this.camera.toScreen(this.points[i].x, this.points[i].y);
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.stroke();
  }

  drawOutline(pen, style) {
    pen.beginPath();
    this.outline.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.closePath();
    pen.fillStyle = style.getPropertyValue("--accent");
    pen.globalAlpha = 0.12;
    pen.fill();
    pen.globalAlpha = 1;
    pen.strokeStyle = style.getPropertyValue("--accent");
    pen.lineWidth = 1.5;
    pen.setLineDash([5, 4]);
    pen.stroke();
    pen.setLineDash([]);
  }

  /** The point nearest to a pixel; -1 if none is near. */
  at(px, py) {
    let best = -1;
    let least = NEAR * NEAR;
    this.points.forEach((point, i) => {
      const [x, y] = this.camera.toScreen(point.x, point.y);
      const squared = (x - px) ** 2 + (y - py) ** 2;
      if (squared < least) {
        least = squared;
        best = i;
      }
    });
    return best;
  }

  /** The points inside an outline of pixels. */
  inside(outline) {
    const found = [];
    this.points.forEach((point, i) => {
      const [x, y] = this.camera.toScreen(point.x, point.y);
      if (within(outline, x, y)) found.push(i);
    });
    return found;
  }

  visible() {
    const { width, height } = this.camera;
    return this.inside([[0, 0], [width, 0], [width, height], [0, height]]);
  }
}

/** Whether a line to the right of the point meets the outline an odd number of times. */
function within(outline, x, y) {
  let inside = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [xi, yi] = outline[i];
    const [xj, yj] = outline[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
