// What is new since the last visit: kept in this browser, and in the account of whoever asked for that.

const thread = document.querySelector(".thread");
const KEY = `tertulia:seen:${thread.dataset.thread}`;

// What was seen before this visit; further pages and reloads in one tab belong to the same visit.
let since = Number(read("sessionStorage") ?? read("localStorage") ?? 0);
write("sessionStorage", since);

// Both storages by their names: in a frame on another site a browser may refuse the very mention of them.
function read(storage) {
  try {
    return globalThis[storage].getItem(KEY);
  } catch {
    return null;
  }
}
function write(storage, value) {
  try {
    globalThis[storage].setItem(KEY, value);
  } catch {}
}

const timeOf = (response) => Date.parse(response.querySelector(":scope > article .when time")?.dateTime ?? "") || 0;
const responses = () => [...thread.querySelectorAll(".response")];
export const news = () => [...thread.querySelectorAll(".response.fresh")];

// Mark what came since the last visit, and say how much it is. On a first visit nothing is new.
export function lay() {
  if (since) for (const response of responses()) response.classList.toggle("fresh", timeOf(response) > since);
  const count = news().length;
  let line = thread.querySelector(".since");
  if (!count) return line?.remove();
  if (!line) {
    line = thread.querySelector("[data-since]").content.firstElementChild.cloneNode(true);
    thread.querySelector(".responses").before(line);
  }
  line.querySelector("span").textContent = count.toLocaleString(document.documentElement.lang);
}

// The account may know of a later visit, in another browser.
export function know(mark) {
  if (mark && mark / 1000 > since) {
    since = mark / 1000;
    write("sessionStorage", since);
    lay();
  }
}

export function next(from) {
  const all = news();
  return all.find((response) => from.compareDocumentPosition(response) & Node.DOCUMENT_POSITION_FOLLOWING) ?? all[0];
}

// Leaving: all that stands on the page counts as seen.
export function keep(send) {
  addEventListener("pagehide", () => {
    const latest = Math.max(since, Number(read("localStorage") ?? 0), ...responses().map(timeOf));
    if (!latest) return;
    write("localStorage", latest);
    send?.(latest * 1000);
  });
}
