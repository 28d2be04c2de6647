// What went wrong, in the server's own words, with what can be done about it from here.
import { openSession } from "./api.js";
import { el, say } from "./dom.js";

const TITLES = {
  400: "That cannot be looked up", 401: "This server asks for a token", 403: "This token does not allow that",
  404: "That is not here", 409: "That does not go together", 413: "That is too much at once", 415: "That kind of file is not taken", 422: "That cannot be looked up",
  429: "The server has its hands full", 503: "The server is not ready", 0: "No answer",
};

export function problem(wrong, again) {
  const status = wrong.status ?? 400;
  return el("div.problem", { role: "alert", data: { status } },
    el("h3", {}, TITLES[status] || (status >= 500 ? "The server failed" : "That did not work")),
    el("p", {}, wrong.message),
    wrong.field ? el("p.quiet", {}, `Field: ${wrong.field}`) : null,
    status === 401 ? tokenForm() : null,
    again || status === 429 || status === 0 || status === 503
      ? el("button", { type: "button", onclick: again || (() => location.reload()) }, "Try again") : null);
}

function tokenForm() {
  const input = el("input", { type: "password", id: "token", autocomplete: "off", required: true });
  const submit = async (event) => {
    event.preventDefault();
    try {
      await openSession(input.value.trim());
      location.reload();
    } catch (wrong) {
      say(wrong.message);
      input.select();
    }
  };
  return el("form.token", { onsubmit: submit }, el("label", { for: "token" }, "Token"), input, el("button", { type: "submit" }, "Use it"),
    el("p.quiet", {}, "It is shown to the server once; this browser then keeps a session for twelve hours."));
}
