// The state of the page, kept in the address; whoever subscribes hears of every change.
import { read, write } from "./address.js";

const listeners = [];
let current = read(location.search);

export const state = () => current;

export function subscribe(listener) {
  listeners.push(listener);
}

/** Changes the state; a new entry of the history unless it only completes the one there is. */
export function set(changes, { replace = false } = {}) {
  const before = current;
  current = { ...current, ...changes };
  const address = write(current);
  if (address !== write(before)) {
    const target = keepsFile(before) ? address + location.hash : address;
    history[replace ? "replaceState" : "pushState"](null, "", target === "?" ? location.pathname : target);
  }
  tell(before);
}

/** The copy of a dropped file stays in the fragment as long as it is asked for. */
const keepsFile = (before) => current.file && current.file === before.file;

function tell(before) {
  for (const listener of listeners) listener(current, before);
}

/** The address that another change would have, for links. */
export const addressWith = (changes) => write({ ...current, ...changes });

addEventListener("popstate", () => {
  const before = current;
  current = read(location.search);
  tell(before);
});
