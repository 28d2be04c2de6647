// The server's answers, or errors that say what to do. Addresses are relative to the page.

export class ApiError extends Error {
  constructor(status, code, message, field) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

/** ["datasets", name, "items"] as an address: every part is quoted, so none leaves its place. */
export function address(parts, query) {
  const path = ["api", "v1", ...parts.map(encodeURIComponent)].join("/");
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query || {})) if (value !== undefined && value !== "") params.set(key, value);
  return new URL(path + (params.size ? `?${params}` : ""), document.baseURI);
}

export const get = (parts, query, signal) => call(address(parts, query), { signal });

export const post = (parts, body, signal) =>
  call(address(parts), { method: "POST", signal, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

/** A lookup by a file: its other fields as JSON, the file as it is. */
export function upload(parts, file, fields, signal) {
  const form = new FormData();
  form.append("lookup", new Blob([JSON.stringify(fields)], { type: "application/json" }));
  form.append("file", new Blob([file.bytes], { type: file.mediaType }), file.name);
  return call(address(parts), { method: "POST", signal, body: form });
}

/** Shows the token once; a cookie that scripts cannot read stands for it afterwards. */
export const openSession = (token) => call(address(["session"]), { method: "POST", headers: { Authorization: `Bearer ${token}` } });

async function call(url, options) {
  const response = await respond(url, options);
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch (broken) {
    if (broken.name === "AbortError") throw broken;
    throw new ApiError(response.status, "broken", "The server's answer is no JSON; is something between this page and 'nearfield serve'?");
  }
}

async function respond(url, options) {
  const headers = { Accept: "application/json", ...options.headers };
  let response;
  try {
    response = await fetch(url, { ...options, headers, credentials: "same-origin" });
  } catch (failed) {
    if (failed.name === "AbortError") throw failed;
    throw new ApiError(0, "unreachable", "The server cannot be reached. Is 'nearfield serve' still running?");
  }
  if (response.ok) return response;
  throw await problem(response);
}

async function problem(response) {
  let error = {};
  try {
    error = (await response.json()).error || {};
  } catch {
    // Not ours: a proxy's page, or nothing at all.
  }
  const message = error.message || `The server answered ${response.status} ${response.statusText}`.trim();
  return new ApiError(response.status, error.code || String(response.status), message, error.field);
}
