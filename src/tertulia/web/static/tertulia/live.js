// Says that there is something new without moving anything; what is new is laid into the page when the reader asks.

const thread = document.querySelector(".thread");
const NEW = ["response.posted", "response.released", "response.restored"];
const CHANGED = ["response.edited", "response.voted", "response.featured"];
const GONE = ["response.withdrawn", "response.removed", "response.held", "response.erased"];
const POLL = 30_000;
const GATHER = 1_500; // milliseconds in which changes are gathered, and as much again by chance: not everybody asks at once

const fresh = new Set();
let announced = Number(thread.dataset.version);

const changed = new Map(); // ids, each with whether it is gone
let gathering = 0;
let update = null;

export function listen(apply, change) {
  update = change;
  const pill = thread.querySelector("[data-pill]").content.firstElementChild.cloneNode(true);
  pill.addEventListener("click", () => apply().then(() => settle(pill)));
  document.body.append(pill);
  if ("EventSource" in globalThis) stream(pill);
  else setInterval(() => poll(pill), POLL);
}

function stream(pill) {
  const source = new EventSource(`/threads/${thread.dataset.thread}/live/`);
  for (const kind of NEW) source.addEventListener(kind, ({ data }) => add(pill, JSON.parse(data).response));
  for (const kind of CHANGED) source.addEventListener(kind, ({ data }) => note(JSON.parse(data).response, false));
  for (const kind of GONE) source.addEventListener(kind, ({ data }) => note(JSON.parse(data).response, true));
  source.addEventListener("here", ({ data }) => compare(pill, JSON.parse(data).version));
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && setInterval(() => poll(pill), POLL));
  addEventListener("pagehide", () => source.close());
}

async function poll(pill) {
  if (document.hidden) return;
  const answer = await fetch(`/threads/${thread.dataset.thread}/news/`).catch(() => null);
  if (answer?.ok) await compare(pill, (await answer.json()).version);
}

// The page was drawn under an earlier version: look which responses it has not.
async function compare(pill, version) {
  if (version === announced) return;
  announced = version;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const response of page.querySelectorAll(".thread .response")) add(pill, response.id.replace("response-", ""));
}

// A response on the page has changed, or is gone.
function note(id, gone) {
  if (!id || !document.getElementById(`response-${id}`)) return;
  changed.set(String(id), gone);
  gathering ||= setTimeout(tellOfChanges, GATHER * (1 + Math.random()));
}

function tellOfChanges() {
  gathering = 0;
  const these = new Map(changed);
  changed.clear();
  update(these).catch(() => {});
}

function add(pill, id) {
  if (!id || document.getElementById(`response-${id}`)) return;
  fresh.add(String(id));
  show(pill);
}

function show(pill) {
  for (const id of fresh) if (document.getElementById(`response-${id}`)) fresh.delete(id);
  pill.hidden = !fresh.size;
  pill.querySelector("span").textContent = fresh.size.toLocaleString(document.documentElement.lang);
}

function settle(pill) {
  announced = Number(thread.dataset.version);
  fresh.clear();
  show(pill);
}
