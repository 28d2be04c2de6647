// Which part of the square from -1 to 1 a canvas shows.

const CLOSEST = 400;
const MARGIN = 28;

export class Camera {
  constructor() {
    this.reset();
    this.width = 1;
    this.height = 1;
    this.left = 0; // pixels that something else covers
    this.reach = [1, 1]; // of the points, from the origin
  }

  /** Shows all of these points when it is reset. */
  fit(points) {
    const most = (axis) => Math.max(0.2, ...points.map((point) => Math.abs(point[axis])));
    this.reach = points.length ? [most("x"), most("y")] : [1, 1];
  }

  reset() {
    this.zoom = 1;
    this.x = 0; // what lies in the middle
    this.y = 0;
  }

  resize(width, height) {
    this.width = width;
    this.height = height;
  }

  /** Pixels for one unit. */
  get scale() {
    const across = (this.width - this.left - 2 * MARGIN) / this.reach[0];
    const down = (this.height - 2 * MARGIN) / this.reach[1];
    return Math.max(1, (this.zoom * Math.min(across, down)) / 2);
  }

  get middle() {
    return (this.width + this.left) / 2;
  }

  toScreen(x, y) {
    return [this.middle + (x - this.x) * this.scale, this.height / 2 - (y - this.y) * this.scale];
  }

  toWorld(px, py) {
    return [this.x + (px - this.middle) / this.scale, this.y - (py - this.height / 2) / this.scale];
  }

  move(dx, dy) {
    this.x -= dx / this.scale;
    this.y += dy / this.scale;
    this.keepInside();
  }

  /** Zooms so that what lies under a pixel stays there. */
  zoomAt(px, py, factor) {
    const [x, y] = this.toWorld(px, py);
    this.zoom = Math.min(CLOSEST, Math.max(0.5, this.zoom * factor));
    const [nowX, nowY] = this.toWorld(px, py);
    this.x += x - nowX;
    this.y += y - nowY;
    this.keepInside();
  }

  keepInside() {
    this.x = Math.min(1.2, Math.max(-1.2, this.x));
    this.y = Math.min(1.2, Math.max(-1.2, this.y));
  }
}
