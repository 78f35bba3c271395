// Says that there is something new without moving anything; what is new is laid into the page when the reader asks.

const thread = document.querySelector(".thread");
const KINDS = {
  "response.posted": add,
  "response.released": add,
  "response.restored": add,
  "response.edited": note,
  "response.voted": note,
  "response.featured": note,
  "response.withdrawn": lose,
  "response.removed": lose,
  "response.held": lose,
  "response.erased": lose,
  "thread.state-set": turned,
};
const POLL = 30_000;
const GATHER = 1_500; // milliseconds in which changes are gathered, and as much again by chance: not everybody asks at once

const fresh = new Set();
const changed = new Map(); // ids, each with whether it is gone
let announced = Number(thread.dataset.version);
let last = null; // the event that was heard of last
let gathering = 0;
let polling = 0;
let page = null;
let pill = null;

// `does`: apply() lays everything in, update(changed) shows what has changed, turn() what an open or closed thread offers,
// draw() fetches the thread as it is now.
export function listen(does) {
  page = does;
  const region = thread.querySelector("[data-pill]").content.firstElementChild.cloneNode(true);
  pill = region.firstElementChild;
  pill.addEventListener("click", () => page.apply().then(settle));
  document.body.append(region); // there before it has something to say, or it is not heard
  if ("EventSource" in globalThis) stream();
  else ask();
}

function stream() {
  const source = new EventSource(`/threads/${thread.dataset.thread}/live/`);
  const hear = (what) => (event) => {
    last = event.lastEventId;
    what(JSON.parse(event.data));
  };
  for (const [kind, does] of Object.entries(KINDS)) source.addEventListener(kind, hear(({ response }) => does(response)));
  source.addEventListener("here", hear(({ version }) => compare(version)));
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && ask());
  addEventListener("pagehide", () => source.close());
}

// Where nothing can be listened to, the same is asked for now and then.
function ask() {
  polling ||= setInterval(() => document.hidden || poll().catch(() => {}), POLL);
  if (last === null) poll().catch(() => {});
}

async function poll() {
  const answer = await fetch(`/threads/${thread.dataset.thread}/news/${last === null ? "" : `?after=${last}`}`);
  if (!answer.ok) return;
  const { version, event, news } = await answer.json();
  last = event;
  if (!news) return compare(version);
  for (const { kind, response } of news) KINDS[kind]?.(response);
}

// The page was drawn under an earlier version: look what it has not, and what it has otherwise.
async function compare(version) {
  if (version === announced) return;
  announced = version;
  const now = await page.draw();
  for (const there of now.querySelectorAll(".response")) {
    const here = document.getElementById(there.id);
    if (!here) add(idOf(there));
    else if (says(here) !== says(there)) note(idOf(there));
  }
  for (const here of thread.querySelectorAll(".response")) if (!now.querySelector(`#${here.id}`)) note(idOf(here));
}

const idOf = (response) => response.id.replace("response-", "");

// What a response says to everybody, without what was laid over it.
function says(response) {
  const article = response.querySelector(":scope > article, :scope > .ignored > article");
  const parts = article?.querySelectorAll(":scope > header, :scope > .words, [data-vote] span") ?? [response.firstElementChild];
  return [...parts].map((part) => part.textContent.trim()).join("\n");
}

// A response on the page has changed, or is gone.
function note(id, gone = false) {
  if (!id || !document.getElementById(`response-${id}`)) return;
  changed.set(String(id), gone);
  gathering ||= setTimeout(tellOfChanges, GATHER * (1 + Math.random()));
}

function lose(id) {
  note(id, true);
}

// The newsroom has opened or closed the thread.
function turned() {
  setTimeout(() => page.turn().catch(() => {}), GATHER * Math.random());
}

function tellOfChanges() {
  gathering = 0;
  const these = new Map(changed);
  changed.clear();
  page.update(these).catch(() => {});
}

function add(id) {
  if (!id || document.getElementById(`response-${id}`)) return;
  fresh.add(String(id));
  show();
}

function show() {
  for (const id of fresh) if (document.getElementById(`response-${id}`)) fresh.delete(id);
  pill.hidden = !fresh.size;
  pill.querySelector("span").textContent = fresh.size.toLocaleString(document.documentElement.lang);
}

function settle() {
  announced = Number(thread.dataset.version);
  fresh.clear();
  show();
}
