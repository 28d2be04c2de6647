// The filter expression that chosen values, ranges and words stand for.

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
const column = (name) => (name.includes("`") ? `"${name.replaceAll('"', '""')}"` : `\`${name}\``);
const NUMBERS = ["INT", "LONG", "FLOAT", "DOUBLE", "DECIMAL"];

export const isNumber = (type) => NUMBERS.includes(type);
export const isOrdered = (type) => isNumber(type) || type === "DATE" || type === "TIMESTAMP";

function literal(value, type) {
  if (isNumber(type) && value.trim() !== "" && Number.isFinite(Number(value))) return value.trim();
  if (type === "BOOLEAN") return value === "true" ? "true" : "false";
  return quoted(value);
}

/**
 * One expression of all that is chosen; "" if nothing is.
 * @param types attribute type by name, those that the index can be filtered by
 */
export function expression(state, types) {
  const parts = [];
  for (const [name, values] of Object.entries(state.is)) {
    const list = values.map((value) => literal(value, types[name]));
    parts.push(list.length === 1 ? `${column(name)} = ${list[0]}` : `${column(name)} in (${list.join(", ")})`);
  }
  for (const [name, value] of Object.entries(state.from)) parts.push(`${column(name)} >= ${literal(value, types[name])}`);
  for (const [name, value] of Object.entries(state.to)) parts.push(`${column(name)} <= ${literal(value, types[name])}`);
  for (const [name, value] of Object.entries(state.has)) {
    parts.push(`${column(name)} like ${quoted(`%${value.replace(/[\\%_]/g, "\\$&")}%`)}`);
  }
  if (state.where.trim()) parts.push(parts.length ? `(${state.where.trim()})` : state.where.trim());
  return parts.join(" and ");
}

/** What is chosen, as words with the change of state that takes each back. */
export function chosen(state) {
  const list = [];
  for (const [name, values] of Object.entries(state.is)) {
    for (const value of values) list.push({ words: `${name}: ${value}`, without: { is: toggled(state.is, name, value) } });
  }
  for (const kind of ["from", "to", "has"]) {
    const sign = { from: "≥", to: "≤", has: "contains" }[kind];
    for (const [name, value] of Object.entries(state[kind])) {
      list.push({ words: `${name} ${sign} ${value}`, without: { [kind]: without(state[kind], name) } });
    }
  }
  if (state.where) list.push({ words: state.where, without: { where: "" } });
  return list;
}

/** The chosen values with one more, or without it. */
export function toggled(is, name, value) {
  const values = is[name] || [];
  const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  return next.length ? { ...is, [name]: next } : without(is, name);
}

export function without(object, name) {
  const rest = { ...object };
  delete rest[name];
  return rest;
}

/** The same with a value, or without if it is empty. */
export const withValue = (object, name, value) => (value === "" ? without(object, name) : { ...object, [name]: value });
