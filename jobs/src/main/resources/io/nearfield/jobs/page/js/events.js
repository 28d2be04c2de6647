// Live changes, as the server tells them. The browser reconnects by itself.

const SETTLE = 400; // milliseconds in which changes that come together are taken as one

/**
 * @param hears called with the changes of a short while: [{kind, ...what the server said}]
 * @param connected called with true or false
 */
export function listen(hears, connected) {
  const source = new EventSource(new URL("api/v1/events", document.baseURI));
  let waiting = [];
  let due = 0;
  const take = (kind) => (event) => {
    let said = {};
    try {
      said = JSON.parse(event.data);
    } catch {
      // An event without particulars still says that something changed.
    }
    waiting.push({ ...said, kind });
    due ||= setTimeout(() => {
      const changes = waiting;
      waiting = [];
      due = 0;
      hears(changes);
    }, SETTLE);
  };
  for (const kind of ["generation", "changes", "items"]) source.addEventListener(kind, take(kind));
  source.addEventListener("open", () => connected(true));
  source.addEventListener("error", () => connected(false));
  addEventListener("pagehide", () => source.close());
}
