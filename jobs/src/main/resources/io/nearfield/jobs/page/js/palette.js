// Colours of points: a few categories told apart by most eyes, or a ramp for what has an order.
// Categories after M. Okabe and K. Ito, Color Universal Design, 2008.

export const CATEGORIES = ["#1a7fc0", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#8a6fd1", "#9c755f"];
export const OTHER = "#9aa1a6";
export const PLAIN = "#14807a";
const RAMP = [[44, 77, 143], [31, 150, 151], [120, 178, 90], [226, 178, 58], [212, 84, 43]];
const STEPS = 24;

/**
 * How points are coloured by the values of an attribute.
 * @param ordered whether values are numbers, dates or times
 * @returns {{colours: string[], of: Uint8Array, legend: object}} `of` says which colour each point has
 */
export function colouring(values, ordered) {
  if (!values) return { colours: [PLAIN], of: null, legend: { kind: "none" } };
  return ordered ? ramp(values) : categories(values);
}

function categories(values) {
  const counts = new Map();
  for (const value of values) counts.set(name(value), (counts.get(name(value)) || 0) + 1);
  const missing = counts.get(null) || 0;
  counts.delete(null);
  const most = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const named = most.slice(0, CATEGORIES.length);
  const place = new Map(named.map(([value], i) => [value, i]));
  const of = Uint8Array.from(values, (value) => place.get(name(value)) ?? CATEGORIES.length);
  const entries = named.map(([value, count], i) => ({ words: value, count, colour: CATEGORIES[i], number: i }));
  const others = most.slice(named.length).reduce((sum, [, count]) => sum + count, 0) + missing;
  if (others) {
    const words = most.length > named.length ? `${most.length - named.length} other values${missing ? ", or none" : ""}` : "no value";
    entries.push({ words, count: others, colour: OTHER, number: CATEGORIES.length });
  }
  return { colours: [...CATEGORIES, OTHER], of, legend: { kind: "categories", entries } };
}

const name = (value) => (value === null || value === undefined ? null : Array.isArray(value) ? value.join(", ") : String(value));

function ramp(values) {
  const numbers = values.map(asNumber);
  const known = numbers.filter((n) => !Number.isNaN(n)).sort((a, b) => a - b);
  if (!known.length) return categories(values);
  // The outermost hundredth shares the ends: one outlier would leave all others in one colour.
  const least = known[Math.floor(0.01 * (known.length - 1))];
  const greatest = known[Math.ceil(0.99 * (known.length - 1))];
  const of = Uint8Array.from(numbers, (n) => {
    if (Number.isNaN(n)) return STEPS;
    const share = greatest > least ? (n - least) / (greatest - least) : 0.5;
    return Math.round(Math.min(1, Math.max(0, share)) * (STEPS - 1));
  });
  const colours = [...Array.from({ length: STEPS }, (_, i) => mix(i / (STEPS - 1))), OTHER];
  const shown = (n) => values[numbers.indexOf(n)];
  return { colours, of, legend: { kind: "ramp", colours: colours.slice(0, STEPS), least: shown(least), greatest: shown(greatest), missing: values.length - known.length } };
}

function asNumber(value) {
  if (typeof value === "number") return value;
  if (value === null || value === undefined || value === "") return NaN;
  const number = Number(value);
  return Number.isNaN(number) ? Date.parse(value) : number;
}

function mix(share) {
  const at = share * (RAMP.length - 1);
  const low = Math.min(RAMP.length - 2, Math.floor(at));
  const channel = (c) => Math.round(RAMP[low][c] + (at - low) * (RAMP[low + 1][c] - RAMP[low][c]));
  return `rgb(${channel(0)} ${channel(1)} ${channel(2)})`;
}
