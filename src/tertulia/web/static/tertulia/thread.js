// Reading a thread: pages and branches in place, folds, jumps and keys. Without this file every one of them is a link.

const thread = document.querySelector(".thread");
const KEYS = { j: (from) => step(from, 1), k: (from) => step(from, -1), n: nextTop, p: parentOf, r: reply, f: fold, u: nextNew };

const find = (id) => document.getElementById(id);
const responseOf = (element) => element.closest(".response");
const ownerOf = (response) => responseOf(response.parentElement); // what it hangs below
// The way to a response on pages like this one; out of a frame, other pages open beside it.
const spot = (id) => (thread.dataset.spot ? thread.dataset.spot + id : `/r/${id}/`);
const spotInOrder = (id) => `${spot(id)}${thread.dataset.spot ? "&" : "?"}order=${thread.dataset.order}`;
const frame = thread.dataset.frame && self !== top ? await import(thread.dataset.frame) : null;
const leave = (address) => (frame ? open(address) : location.assign(address));
const plain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Open whatever hides a response, go there and give it the focus.
function reveal(response) {
  if (!response) return;
  for (let over = response.parentElement; over && over !== thread; over = over.parentElement) {
    if (over.tagName === "DETAILS") over.open = true;
    over.classList.remove("folded");
  }
  response.focus({ preventScroll: true });
  if (frame) frame.show(response);
  else response.scrollIntoView({ block: "start" });
}

const visible = () => [...thread.querySelectorAll(".response")].filter((response) => response.checkVisibility());
function step(from, by) {
  const all = visible();
  reveal(all[all.indexOf(from) + by]);
}
function nextTop(from) {
  reveal(from.closest(".responses > .response").nextElementSibling);
}
function parentOf(from) {
  const id = from.querySelector(":scope > article .to")?.href.match(/(\d+)\/?$/)[1];
  const above = id ? find(`response-${id}`) : ownerOf(from);
  if (above) reveal(above);
  else if (id) location.assign(spot(id));
}
async function nextNew(from) {
  reveal((await marks).next(from));
}
function reply(from) {
  from.querySelector(":scope > article [data-reply]")?.click();
}
function fold(from) {
  const folded = from.classList.toggle("folded");
  from.querySelector(":scope > article [data-do=fold]")?.setAttribute("aria-pressed", folded);
}

const DOES = {
  next: nextTop,
  parent: parentOf,
  new: (_from, button) => nextNew(button),
  fold,
  async copy(from, button) {
    await navigator.clipboard.writeText(from.querySelector(":scope > article .when").href);
    button.textContent = button.dataset.done;
  },
  share(from) {
    const url = from.querySelector(":scope > article .when").href;
    navigator.share({ url, title: document.title }).catch(() => {}); // who changes their mind is not in error
  },
};

// "Show the rest" goes when it has been pressed; the focus stays with the words.
function keepFocus(rest) {
  const at = document.activeElement;
  if (at === document.body || rest.contains(at)) responseOf(rest).focus({ preventScroll: true });
}

function equip(more) {
  const response = responseOf(more);
  const actions = thread.querySelector("[data-actions]").content.cloneNode(true);
  if (!ownerOf(response) && !response.querySelector(":scope > article .to")) actions.querySelector("[data-do=parent]").remove();
  if (!response.querySelector(":scope > ol")) actions.querySelector("[data-do=fold]").remove();
  if (!navigator.share || frame) actions.querySelector("[data-do=share]").remove();
  more.querySelector("[data-plain]").remove(); // where it leads lies here from now on
  more.append(actions);
  more.dataset.equipped = "";
  own?.then((module) => module.equip(more));
}

// Lay the responses before these into the page, above them; nothing moves on the screen.
async function prepend(link) {
  link.setAttribute("aria-busy", "true");
  const page = await load(link.href);
  const list = thread.querySelector(".responses");
  const lines = [...page.querySelectorAll(".responses > li")].filter((line) => !line.id || !find(line.id));
  const before = list.getBoundingClientRect().bottom;
  list.prepend(...lines);
  link.parentElement.replaceWith(...page.querySelectorAll("p.earlier"));
  const by = list.getBoundingClientRect().bottom - before;
  if (frame) frame.scroll(by);
  else scrollBy({ top: by, behavior: "instant" });
  further.unshift("");
  first = link.href.split("#")[0];
  arrive(lines, link.href, lines.at(-1));
}

// Lay what a link leads to into the page: the next responses, or the rest of a branch.
async function append(link) {
  const whole = branchOf(link);
  link.setAttribute("aria-busy", "true");
  const lines = await lengthen(thread, link);
  further.push(whole);
  arrive(lines, link.href, lines[0]);
}

function arrive(lines, address, at) {
  history.pushState(null, "", address.split("#")[0]);
  shown = location.pathname + location.search;
  for (const line of lines) own?.then((module) => module.lay(line));
  marks.then((module) => module.lay());
  at?.focus({ preventScroll: true });
}

// The id of the branch whose rest a link leads to; "" for the next responses of the thread.
const branchOf = (link) => ("branch" in link.dataset ? responseOf(link).id : "");

async function lengthen(part, link) {
  const page = await load(link.href);
  const found = page.querySelectorAll("branch" in link.dataset ? ".responses > li > ol > li" : ".responses > li");
  const lines = [...found].filter((line) => !line.id || !part.querySelector(`#${line.id}`));
  const place = link.closest("li, p");
  if ("branch" in link.dataset) place.replaceWith(...lines);
  else {
    part.querySelector(".responses").append(...lines);
    place.replaceWith(...page.querySelectorAll("p.next"));
  }
  return lines;
}

// Put a response that was just posted where a fresh page shows it.
async function place(address) {
  const id = address.match(/\d+/)[0];
  const page = await load(spot(id)).catch(() => null);
  const fresh = page?.getElementById(`response-${id}`);
  if (!fresh || !insert(fresh)) return location.assign(spot(id));
  fresh.classList.add("new");
  renumber(page.querySelector(".thread"));
  reveal(fresh);
}

// How many there are by now, as a fresh drawing of the thread says it.
function renumber(fresh) {
  find("responses-heading").textContent = fresh.querySelector("#responses-heading").textContent;
  if ("visible" in fresh.dataset && "visible" in thread.dataset) thread.dataset.visible = fresh.dataset.visible;
}

function insert(fresh) {
  if (fresh.closest(".fold")) return swap(fresh);
  const owner = ownerOf(fresh);
  const here = owner ? find(owner.id) : thread;
  const list = here?.querySelector(owner ? ":scope > ol" : ".responses");
  if (here && owner && !list) return here.append(fresh.parentElement), true;
  if (!list) return false;
  const before = fresh.previousElementSibling;
  if (!before || (!owner && thread.dataset.order === "newest")) list.prepend(fresh);
  else if (find(before.id)) find(before.id).after(fresh);
  else return owner ? swap(fresh) : false;
  return true;
}

function swap(fresh) {
  const branch = fresh.closest(".responses > .response");
  const old = find(branch.id);
  old?.replaceWith(branch);
  return Boolean(old);
}

// Show one response as it is now: changed, or gone.
async function refresh(id) {
  const page = await load(spotInOrder(id)).catch(() => null);
  const fresh = page?.getElementById(`response-${id}`);
  if (!fresh) return page ? remove(id) : location.reload();
  const here = find(fresh.id);
  for (const menu of bodyOf(here).querySelectorAll(".more")) menu.open = false;
  renew(here, fresh);
  renumber(page.querySelector(".thread"));
  own?.then((module) => module.lay(here));
  here.focus({ preventScroll: true });
}

// A response that is nowhere any more leaves the page, and the focus to what stands beside it.
async function remove(id) {
  const all = visible();
  const at = all.indexOf(find(`response-${id}`));
  const beside = all[at + 1] ?? all[at - 1];
  await update(new Map([[id, true]]));
  (beside?.isConnected ? beside : find("responses-heading")).focus({ preventScroll: true });
}

// The looks of forms: a plain story is sent without them.
let dressed = null;
function dress() {
  const address = thread.dataset.sheet;
  if (document.querySelector(`link[href="${address}"]`)) return dressed;
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  dressed = new Promise((done) => (sheet.onload = sheet.onerror = done));
  document.querySelector("link[rel=stylesheet]").after(sheet);
  return dressed;
}

// What is the reader's own comes with a module of its own, and only for somebody who is signed in.
const marks = import(thread.dataset.marks);
const isThere = thread.dataset.thread !== "0"; // a page elsewhere has no thread before somebody writes
const own = isThere && /(^|; )(__Host-)?reader=1/.test(document.cookie) ? import(thread.dataset.mine) : null;
async function vote(link) {
  if (own) (await own).vote(link);
  else leave(link.href);
}

// The words of a response that are selected while it is being replied to; pressing the link takes the selection away.
let selected = null;
addEventListener("pointerdown", () => {
  const selection = getSelection();
  const from = selection.anchorNode;
  const words = (from?.closest ? from : from?.parentElement)?.closest(".words");
  selected = words && !selection.isCollapsed ? { id: responseOf(words)?.id, text: String(selection) } : null;
});
function quotedFor(link) {
  return selected && selected.id === responseOf(link)?.id ? selected.text : "";
}

const ACTS = {
  "[data-vote]": vote,
  "[data-edit], [data-withdraw]": async (link) => {
    await dress();
    return (await own).change(link, refresh);
  },
  "[data-feature]": async (link) => (await own).feature(link, update),
  "[data-reply]": async (link) => {
    const [form] = await Promise.all([import(thread.dataset.form), dress()]);
    return form.open(link, place, quotedFor(link));
  },
  "[data-follow]": async (link) => (own ? (await own).follow(link) : leave(link.href)),
  "[data-next], [data-branch]": append,
  "[data-earlier]": prepend,
};

function clicked(event) {
  if (event.button || !plain(event)) return;
  const button = event.target.closest("[data-do]");
  if (button) DOES[button.dataset.do](responseOf(button), button);
  for (const [selector, act] of Object.entries(ACTS)) {
    const link = event.target.closest(selector);
    if (!link) continue;
    event.preventDefault();
    link.nextElementSibling?.matches("[role=alert]") && link.nextElementSibling.remove();
    Promise.resolve(act(link)).catch((error) => (isCutOff(error) ? tellLost(link) : leave(link.href)));
  }
}

// Without a network a link leads nowhere: what is being read stays, and it is said.
const isCutOff = (error) => error instanceof TypeError && !navigator.onLine;
function tellLost(link) {
  link.removeAttribute("aria-busy");
  link.after(thread.querySelector("[data-lost-here]").content.cloneNode(true));
}

// Single keys count only while the focus is in the thread and not in a field.
function pressed(event) {
  if (event.key === " " && event.target.matches("a[role=button]")) {
    event.preventDefault(); // what is called a button is pressed like one
    return event.target.click();
  }
  const from = responseOf(event.target);
  const does = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
  if (!from || !does || !plain(event) || event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  does(from);
}

// The order a reader chose last is the one the next thread opens in, if that can be done before they have come to it.
function remember(link) {
  try {
    localStorage.setItem("tertulia:order", link.dataset.order);
  } catch {}
}
async function useChosenOrder() {
  let chosen = null;
  try {
    chosen = localStorage.getItem("tertulia:order");
  } catch {}
  const link = chosen && thread.querySelector(`.orders a[data-order="${chosen}"]:not([aria-current])`);
  const unseen = () => thread.getBoundingClientRect().top > innerHeight;
  if (!link || location.search || location.hash || !unseen()) return;
  const fresh = (await load(link.href)).querySelector(".thread");
  if (!fresh || !unseen()) return;
  first = link.href.split("#")[0];
  exchange(fresh);
}

// Put a fresh drawing of the thread in place of this one; a form that is being written in stays where it was, and so does
// the response with the id `kept`: neither falls into a fold.
function exchange(fresh, kept) {
  const inplace = thread.querySelector(".inplace");
  const host = inplace?.closest(".response")?.id;
  const above = inplace?.previousElementSibling.matches(".foot") ? ".foot" : ".respond";
  const open = opened(thread, kept, host);
  thread.replaceChildren(...fresh.childNodes);
  Object.assign(thread.dataset, { ...fresh.dataset });
  if (inplace) (bodyOf(find(host)) ?? thread.querySelector(`:scope > ${above}`) ?? find("responses-heading")).after(inplace);
  if (inplace && !isOpen(thread)) shut(inplace);
  reopen(open);
  own?.then((module) => module.lay(thread)).then(() => reopen(open));
  marks.then((module) => module.lay());
}

// What a reader has opened and folded in `part` is theirs: a fresh drawing knows nothing of it. `seen`: further ids that stay in sight.
function opened(part, ...seen) {
  return {
    seen: new Set([...seen, ...[...part.querySelectorAll(".fold > details[open] .response")].map(({ id }) => id)]),
    folded: [part, ...part.querySelectorAll(".folded")].filter((each) => each.matches(".folded")).map(({ id }) => id),
    details: [...part.querySelectorAll("details:is(.rest, .more, .ignored)[open]")].map((each) => [responseOf(each).id, each.className]),
  };
}
function reopen({ seen, folded, details }) {
  for (const fold of thread.querySelectorAll(".fold > details")) {
    if ([...fold.querySelectorAll(".response")].some(({ id }) => seen.has(id))) fold.open = true;
  }
  for (const id of folded) find(id)?.classList.add("folded");
  for (const [id, kind] of details) {
    const of = [...(find(id)?.querySelectorAll(`details.${kind}`) ?? [])].find((each) => responseOf(each).id === id);
    if (of) of.open = true;
  }
}

// Show a response as `there` has it, without taking away what was opened, what is selected, or the focus.
const bodyOf = (response) => response?.querySelector(":scope > :is(article, p), :scope > .ignored > :is(article, p)");
const reached = (body) => [...body.querySelectorAll("a, button, summary")];
function renew(here, there) {
  const [old, fresh] = [bodyOf(here), bodyOf(there)];
  const open = opened(here);
  const at = reached(old).indexOf(document.activeElement);
  const wordsOf = (body) => body.querySelector(":scope > .words")?.innerHTML;
  here.className = there.className;
  if (wordsOf(old) && wordsOf(old) === wordsOf(fresh)) {
    delete old.dataset.own;
    for (const part of ["header", "footer"]) old.querySelector(`:scope > ${part}`).replaceWith(fresh.querySelector(`:scope > ${part}`));
  } else old.replaceWith(fresh);
  reopen(open);
  if (at >= 0) (reached(bodyOf(here))[at] ?? here).focus({ preventScroll: true });
}

// The thread was opened or closed. What offers to answer goes when nobody can; whoever is writing is told, and keeps the words.
const isOpen = (part) => Boolean(part.querySelector(":scope > .respond"));
async function turn() {
  const fresh = (await load(first)).querySelector(".thread");
  if (isOpen(fresh) || !isOpen(thread)) return;
  const [above, ...below] = thread.querySelectorAll(":scope > .respond");
  for (const link of thread.querySelectorAll("[data-reply]")) if (link.closest(".response")) link.remove();
  const inplace = thread.querySelector(".inplace");
  above.replaceWith(fresh.querySelector(":scope > .notice"));
  for (const one of below) one.remove();
  if (inplace) shut(inplace);
}
async function shut(inplace) {
  (await import(thread.dataset.form)).shut(inplace);
}

// Lay what was announced into the page: afterwards it is the page that everybody would get now. Nothing moves on the screen.
async function apply() {
  const kept = visible().find((response) => response.getBoundingClientRect().bottom > 0);
  const before = kept?.getBoundingClientRect().top;
  exchange(await drawAnew(), kept?.id);
  const again = kept && find(kept.id);
  const by = again ? again.getBoundingClientRect().top - before : 0;
  if (frame) frame.scroll(by);
  else scrollBy({ top: by, behavior: "instant" });
  (thread.querySelector(".inplace textarea") ?? again)?.focus({ preventScroll: true }); // the button that was pressed is gone
}

// The thread as everybody gets it now, with as many further pages and rests of branches as were laid into this one.
async function drawAnew() {
  const fresh = (await load(first)).querySelector(".thread");
  for (const branch of further) {
    const link = fresh.querySelector(branch ? `#${branch} [data-branch]` : "[data-next]");
    if (link) await lengthen(fresh, link);
  }
  return fresh;
}

// What was pushed from these pages by newer responses is still somewhere, unless it is gone.
async function elsewhere(id) {
  const page = await load(spotInOrder(id)).catch(() => null);
  return page?.getElementById(`response-${id}`);
}

// Responses that have changed or gone show it at once; what is new waits for the reader. Nothing else moves.
async function update(changed) {
  const fresh = await drawAnew();
  for (const [id, gone] of changed) {
    const here = find(`response-${id}`);
    if (!here || here.querySelector(":scope > .inplace")) continue;
    const there = fresh.querySelector(`#response-${id}`) ?? (gone ? null : await elsewhere(id));
    if (!there) {
      if (!here.querySelector(":scope > ol")) here.remove();
      continue;
    }
    renew(here, there);
    own?.then((module) => module.lay(here));
  }
  renumber(fresh);
  const above = thread.querySelector(".featured");
  const wanted = fresh.querySelector(".featured");
  if (above && wanted) above.replaceWith(wanted);
  else if (wanted) thread.querySelector(".responses")?.before(wanted);
  else above?.remove();
  marks.then((module) => module.lay());
}

// A permalink from before the thread came here (#comment-88100): the server knows which response that is now.
async function followOld() {
  const anchor = location.hash.slice(1);
  if (!/^[\w.:-]*-[\w.:-]+$/.test(anchor) || anchor.startsWith("response-") || find(anchor)) return;
  const address = `/threads/${thread.dataset.thread}/at/${anchor}/`;
  const answer = await fetch(address, { redirect: "manual" });
  if (answer.type === "opaqueredirect") location.replace(address);
}

// Where one is in a long thread: a small link at the edge of the window that leads back to its beginning. It counts in the
// whole thread, not in what is loaded: from the beginning or, where that is not here, from the end; "…" where neither is.
const LONG = 20;
const where = thread.querySelector("[data-where]").content.firstElementChild.cloneNode(true);
const follows = (one, other) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
let looking = 0;
function lookWhere() {
  looking = 0;
  const at = visible().findLast((response) => response.getBoundingClientRect().top < innerHeight / 3);
  const all = [...thread.querySelectorAll(".response:not(.gone)")];
  const within = thread.getBoundingClientRect().bottom > innerHeight / 3;
  where.hidden = all.length <= LONG || !at || !within || !thread.dataset.visible;
  if (!where.hidden) where.textContent = `${placeOf(at, all)?.toLocaleString(thread.lang) ?? "…"} / ${total().toLocaleString(thread.lang)}`;
}
const total = () => Number(thread.dataset.visible);
function placeOf(at, all) {
  const after = all.filter((response) => follows(at, response)).length;
  const cuts = [...thread.querySelectorAll("[data-branch]")];
  if (!thread.querySelector("[data-earlier]") && cuts.every((cut) => follows(at, cut))) return all.length - after;
  if (!thread.querySelector("[data-next]") && !cuts.some((cut) => follows(at, cut))) return total() - after;
  return null;
}
document.body.append(where);
addEventListener("scroll", () => (looking ||= setTimeout(lookWhere, 150)), { passive: true });

const landing = () => location.hash.startsWith("#response-") && reveal(find(location.hash.slice(1)));
let first = location.href.split("#")[0];
const further = []; // what was laid in after the first page, in turn: branches whose rest it was, "" for a page of the thread
let shown = location.pathname + location.search;

thread.addEventListener("click", clicked);
thread.addEventListener("click", ({ target }) => target.matches(".orders a") && remember(target));
useChosenOrder();
thread.addEventListener("keydown", pressed);
thread.addEventListener("toggle", ({ target }) => target.matches(".rest[open]") && keepFocus(target), true);
thread.addEventListener("toggle", ({ target }) => target.matches(".more[open]:not([data-equipped])") && equip(target), true);
addEventListener("hashchange", landing);
addEventListener("hashchange", followOld);
addEventListener("popstate", () => location.pathname + location.search !== shown && location.reload());
landing();
followOld();
if (isThere) import(thread.dataset.live).then((module) => module.listen({ apply, update, turn, draw: drawAnew }));
marks.then(async (module) => {
  module.lay();
  const mine = await own;
  await mine?.ready;
  module.know(mine?.mark());
  module.keep(mine?.keepsMarks() ? mine.keepMark : null);
});
