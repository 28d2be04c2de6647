// Small charts as SVG. Each says in words what it shows.
import { svg } from "./dom.js";
import { percent, whole } from "./format.js";

const WIDTH = 640;

/**
 * How many inverted lists have which length.
 * @param buckets [{from, to, count}], lengths ascending
 */
export function histogram(buckets) {
  const height = 180;
  const floor = height - 26;
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
  const step = (WIDTH - 46) / buckets.length;
  const words = buckets.map((bucket) => `${whole(bucket.count)} of ${range(bucket)} entries`).join(", ");
  const bars = buckets.map((bucket, i) => {
    const tall = bucket.count ? Math.max(2, ((floor - 12) * bucket.count) / most) : 0;
    return svg("g", {}, svg("title", {}, `${whole(bucket.count)} lists with ${range(bucket)} entries`),
      svg("rect", { class: "slot", x: 40 + i * step, y: 8, width: step, height: floor - 8 }),
      svg("rect", { class: "column", x: 40 + i * step + step * 0.08, y: floor - tall, width: step * 0.84, height: tall, rx: Math.min(3, step / 6) }));
  });
  const every = Math.ceil(buckets.length / 8);
  const labels = buckets.map((bucket, i) => (i % every ? null : svg("text", { class: "label", x: 40 + (i + 0.5) * step, y: height - 8, "text-anchor": "middle" }, whole(bucket.from))));
  return svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": `Inverted lists by length: ${words}` },
    svg("line", { class: "axis", x1: 40, x2: WIDTH - 6, y1: floor, y2: floor }),
    svg("text", { class: "label", x: 34, y: 18, "text-anchor": "end" }, whole(most)), svg("text", { class: "label", x: 34, y: floor, "text-anchor": "end" }, "0"),
    bars, labels);
}

const range = ({ from, to }) => (to > from ? `${whole(from)} to ${whole(to)}` : whole(from));

/** Whether a generation has been graded: one that is being built has not. */
export const isGraded = (generation) => typeof generation.recall?.value === "number";

/** The graded recall of generations with its interval, beside the target; oldest first. */
export function recalls(generations) {
  const graded = generations.filter((one) => isGraded(one)).map((one) => ({ ...one, ...one.recall }));
  const height = 180;
  const floor = height - 26;
  const least = Math.max(0, Math.min(...graded.flatMap((one) => [one.low ?? one.value, one.target])) - 0.02);
  const y = (recall) => 12 + ((1 - recall) / (1 - least || 1)) * (floor - 20);
  const step = (WIDTH - 66) / graded.length;
  const x = (i) => 60 + (i + 0.5) * step;
  const words = graded.map((one) => `generation ${one.number} ${percent(one.value)}, target ${percent(one.target)}`).join("; ");
  const marks = graded.map((one, i) => svg("g", { class: one.value >= one.target ? "good" : "bad" },
    svg("title", {}, `Generation ${one.number}, ${one.state}: ${percent(one.value)} (${percent(one.low)} to ${percent(one.high)}), target ${percent(one.target)}`),
    svg("line", { class: "target", x1: x(i) - Math.min(28, step * 0.4), x2: x(i) + Math.min(28, step * 0.4), y1: y(one.target), y2: y(one.target) }),
    svg("line", { class: "whisker", x1: x(i), x2: x(i), y1: y(one.high ?? one.value), y2: y(one.low ?? one.value) }),
    svg("circle", { class: one.state === "ACTIVE" ? "mark active" : "mark", cx: x(i), cy: y(one.value), r: 5 }),
    svg("text", { class: "label", x: x(i), y: height - 8, "text-anchor": "middle" }, one.number)));
  return svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": `Recall at 10 by generation: ${words}` },
    [1, (1 + least) / 2, least].map((recall) => [
      svg("line", { class: "grid", x1: 60, x2: WIDTH - 6, y1: y(recall), y2: y(recall) }),
      svg("text", { class: "label", x: 54, y: y(recall) + 4, "text-anchor": "end" }, percent(recall))]),
    marks);
}
