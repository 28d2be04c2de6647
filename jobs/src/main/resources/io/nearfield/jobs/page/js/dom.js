// Elements from plain values. Text is always set as text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

/** el("button.quiet", {type: "button", onclick}, "Go"): tag and classes, properties, children. */
export function el(name, properties, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  return fill(apply(made, properties), children);
}

export function svg(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  return fill(made, children);
}

function apply(made, properties) {
  for (const [key, value] of Object.entries(properties || {})) {
    if (value === undefined || value === null) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(made.dataset, value);
    else if (key === "vars") for (const [name, v] of Object.entries(value)) made.style.setProperty(name, v);
    else if (key.startsWith("aria-") || key === "role" || key === "for") made.setAttribute(key, value);
    else made[key] = value;
  }
  return made;
}

function fill(made, children) {
  for (const child of children.flat(4)) {
    if (child === null || child === undefined || child === false) continue;
    made.append(child instanceof Node ? child : String(child));
  }
  return made;
}

export function replace(parent, ...children) {
  parent.textContent = "";
  return fill(parent, children);
}

/** Says something once to those who listen to the page, and shows it for a while. */
let hiding;
export function say(message) {
  const place = document.getElementById("said");
  place.textContent = message;
  place.classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => place.classList.remove("shown"), 4000);
}
