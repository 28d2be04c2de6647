// Numbers, dates and names as people read them.

const WHOLE = new Intl.NumberFormat("en");

export const whole = (n) => WHOLE.format(n);

export function distance(d) {
  if (d === 0) return "0";
  const size = Math.abs(d);
  if (size >= 1000) return WHOLE.format(Math.round(d));
  return d.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

export function percent(share) {
  return share === null || share === undefined || Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`;
}

export function number(value) {
  if (typeof value !== "number" || Number.isInteger(value)) return typeof value === "number" ? WHOLE.format(value) : String(value);
  return Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3 ? value.toExponential(2) : String(Math.round(value * 1e4) / 1e4);
}

export function value(v) {
  if (v === null || v === undefined) return "–";
  if (typeof v === "number") return number(v);
  if (Array.isArray(v)) return v.map(value).join(", ");
  return typeof v === "object" ? JSON.stringify(v) : String(v);
}

export function when(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "–";
  return date.toLocaleString(undefined, { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

export function duration(from, to) {
  const ms = new Date(to) - new Date(from);
  if (Number.isNaN(ms)) return "–";
  if (ms < 1000) return `${ms} ms`;
  const s = ms / 1000;
  if (s < 90) return `${s.toFixed(s < 10 ? 1 : 0)} s`;
  return s < 5400 ? `${Math.round(s / 60)} min` : `${(s / 3600).toFixed(1)} h`;
}

/** How a metric's distances are called where one is shown. */
export function metricName(metric) {
  return { euclidean: "Euclidean", cosine: "cosine", dot: "dot product", l1: "L1", hamming: "Hamming", jaccard: "Jaccard" }[metric] || metric || "";
}

export function plural(n, one, many) {
  return `${whole(n)} ${n === 1 ? one : many}`;
}
