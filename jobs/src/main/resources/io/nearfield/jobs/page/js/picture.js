// Pictures and contents of items, from the server.
import * as api from "./api.js";
import { el } from "./dom.js";

/** A picture that says so in words where it cannot be had. */
export function picture(url, alt, className = "") {
  const image = el("img", { alt, className, loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.replaceWith(el("span.no-picture", {}, "no picture")), { once: true });
  image.src = url;
  return image;
}

export const thumbnail = (dataset, id, size) => api.address(["datasets", dataset, "items", id, "thumbnail"], { size }).href;
export const content = (dataset, id) => api.address(["datasets", dataset, "items", id, "content"]).href;
