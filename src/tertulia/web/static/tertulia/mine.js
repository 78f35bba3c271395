// What is the reader's own, laid over a page that is the same for everybody. Only loaded for somebody who is signed in.

const thread = document.querySelector(".thread");
const address = `/threads/${thread.dataset.thread}/mine/`;
const leave = (address) => (self === top ? location.assign(address) : open(address)); // a frame shows threads only
const PART = { "X-Tertulia-Part": "1", "Accept-Language": document.documentElement.lang };

let mine = null;
let tools = null; // what is laid beside responses, in templates
export const ready = load();

async function load() {
  const answer = await fetch(`${address}?language=${thread.lang}`);
  if (!answer.ok) return;
  mine = await answer.json();
  tools = new DOMParser().parseFromString(mine.tools, "text/html");
  lay(thread);
}

// Mark what is in `part` of the page: votes cast, one's own responses. Done again for whatever is laid into the page later.
export function lay(part) {
  if (!mine) return;
  for (const link of part.querySelectorAll("[data-vote]")) markVote(link);
  for (const link of part.querySelectorAll("[data-follow]")) markFollow(link);
  if (mine.moderates) for (const response of [part, ...part.querySelectorAll(".response")]) desk(response);
  for (const id of mine.ignored) for (const link of part.querySelectorAll(`a.author[href="/readers/${id}/"]`)) fold(link);
  for (const id of mine.own) own(part.querySelector(`#response-${id}`) ?? (part.id === `response-${id}` ? part : null));
}

const tool = (name) => tools.querySelector(`[data-${name}]`).content.cloneNode(true);
const idOf = (element) => element.closest(".response").id.replace("response-", "");

function markVote(link) {
  link.role = "button";
  link.ariaPressed = String(mine.votes[idOf(link)] === Number(link.dataset.vote));
}

// What a reader whom one ignores wrote, and what hangs below it, lies behind one line.
function fold(link) {
  const response = link.closest(".response");
  if (response.querySelector(":scope > .ignored")) return;
  const line = tool("ignored").firstElementChild;
  line.append(...response.childNodes);
  response.append(line);
}

function own(response) {
  const article = response?.querySelector(":scope > article, :scope > .ignored > article");
  if (!article || "own" in article.dataset) return;
  article.dataset.own = "";
  for (const link of article.querySelectorAll("[data-vote]")) link.classList.add("idle");
  const id = Number(idOf(article));
  const actions = tool("own-actions");
  for (const link of actions.querySelectorAll("a")) link.href = link.getAttribute("href").replace("/0/", `/${id}/`);
  if (!mine.editable.includes(id)) actions.querySelector("[data-edit]").remove();
  article.querySelector(".more")?.append(actions);
}

// For a moderator: quiet actions beside every response, through the same decisions as at the desk.
function desk(response) {
  const more = response.id?.startsWith("response-") && response.querySelector(":scope > article .more");
  if (!more || "desk" in more.dataset) return;
  more.dataset.desk = "";
  const actions = tool("desk-actions");
  const link = actions.querySelector("a");
  link.href = link.getAttribute("href").replace("/0/", `/${idOf(more)}/`);
  for (const button of actions.querySelectorAll("[data-decide]")) button.addEventListener("click", () => decide(button, link.href));
  more.append(actions);
}

async function decide(button, where) {
  const answer = await send(where, { action: button.dataset.decide });
  if (answer.status === 204) location.reload();
  else leave(where);
}

// One click votes, another one on the same word takes the vote back.
export async function vote(link) {
  await ready;
  if (!mine) return leave(link.href);
  const id = idOf(link);
  const value = mine.votes[id] === Number(link.dataset.vote) ? 0 : Number(link.dataset.vote);
  const answer = await send(link.href, { value });
  if (!answer.ok) return leave(link.href);
  const votes = await answer.json();
  mine.votes[id] = votes.own;
  for (const each of link.closest("article").querySelectorAll("[data-vote]")) {
    each.querySelector("span").textContent = each.dataset.vote === "1" ? votes.up : votes.down;
    markVote(each);
  }
}

function markFollow(link) {
  link.dataset.follow ||= link.textContent;
  link.role = "button";
  link.ariaPressed = String(mine.following);
  link.textContent = mine.following ? link.dataset.following : link.dataset.follow;
}

// One click follows the thread, another one no more.
export async function follow(link) {
  await ready;
  if (!mine) return leave(link.href);
  const answer = await send(link.href, { follow: mine.following ? 0 : 1 });
  if (!answer.ok) return leave(link.href);
  mine.following = (await answer.json()).following;
  markFollow(link);
}

// What the newsroom may do with a response stands behind its ···: show it first, or no more; its own is pinned.
export async function equip(more) {
  await ready;
  if (!mine?.features) return;
  const link = tool("feature-action").firstElementChild;
  const head = more.closest("article").querySelector("header");
  link.href = `/responses/${idOf(more)}/feature/`;
  link.role = "button";
  if (head.querySelector(".chosen")) link.textContent = link.dataset.noMore;
  else if (head.querySelector(".badge")) link.textContent = link.dataset.pin;
  link.dataset.value = head.querySelector(".chosen") ? "0" : "1";
  more.append(link);
}

export async function feature(link, update) {
  const response = link.closest(".response");
  const answer = await send(link.href, { feature: link.dataset.value });
  if (!answer.ok) throw new Error(answer.status);
  await update(new Map([[idOf(link), false]]));
  response.querySelector(":scope > article .more > summary").focus();
}

// Up to where the thread was read, where the account keeps it.
export const mark = () => mine?.mark;
export const keepsMarks = () => Boolean(mine?.marks);
export function keepMark(place) {
  const body = new URLSearchParams({ place: Math.round(place), csrfmiddlewaretoken: mine.csrf });
  navigator.sendBeacon(`/threads/${thread.dataset.thread}/mark/`, body);
}

// The form to edit or withdraw, below the response it is about; when it has been sent, the response as everybody sees it now.
export async function change(link, refresh) {
  const id = idOf(link);
  const { open } = await import(thread.dataset.form);
  return open(link, () => refresh(id));
}

export const send = (where, fields) =>
  fetch(where, { method: "POST", body: new URLSearchParams(fields), headers: { ...PART, "X-CSRFToken": mine.csrf } });
