// In a frame on a page of another site: says how high this page is and what is to be shown, and leads out of the frame what
// cannot be done in it. Only the sites that the operator lists are listened to.

const thread = document.querySelector(".thread");
const listed = document.body.dataset.origins.split(" ");
const isFramed = self !== top;
const waiting = []; // what is said before the page around is known
let host = null;

function tell(what, more) {
  const message = { tertulia: what, ...more };
  if (host) parent.postMessage(message, host);
  else waiting.push(message);
}

function tellHeight() {
  if (host) tell("height", { height: Math.ceil(document.body.getBoundingClientRect().height), title: document.getElementById("responses-heading").textContent });
}

// Bring something into view; `id`, where its address is to stand in the browser.
export function show(element, id) {
  tellHeight();
  tell("show", { top: element.getBoundingClientRect().top + scrollY, id });
}
export function scroll(by) {
  tellHeight();
  tell("by", { top: by });
}

const HEARS = {
  hello({ title, theme }) {
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    if (thread.dataset.thread === "0") for (const link of thread.querySelectorAll("[data-reply]")) name(link, title);
    tellHeight();
    for (const message of waiting.splice(0)) parent.postMessage(message, host);
  },
  view({ end }) {
    document.documentElement.style.setProperty("--view-end", `${Number(end)}px`);
  },
  show({ id }) {
    const hash = `#response-${Number(id)}`;
    if (!document.querySelector(hash)) location.replace(thread.dataset.spot + Number(id));
    else if (location.hash === hash) show(document.querySelector(hash));
    else location.hash = hash;
  },
};

// What the page is called counts with the first response to it.
function name(link, title) {
  const address = new URL(link.href);
  address.searchParams.set("title", String(title).slice(0, 200));
  link.href = address;
}

addEventListener("message", ({ data, origin, source }) => {
  if (source !== parent || !listed.includes(origin) || !Object.hasOwn(HEARS, data?.tertulia)) return;
  host = origin;
  HEARS[data.tertulia](data);
});

// Whether this browser gives us our cookies here: on a page of the same site it does, on another's it does not.
let kept = null;
function keepsCookies() {
  if (kept === null) {
    const said = `; Path=/embed/; SameSite=Lax${location.protocol === "https:" ? "; Secure" : ""}`;
    document.cookie = `probe=1${said}`;
    kept = /(^|; )probe=1/.test(document.cookie);
    document.cookie = `probe=; Max-Age=0${said}`;
  }
  return kept;
}

const isSignedIn = () => /(^|; )(__Host-)?reader=1/.test(document.cookie);
const HERE = [
  ["[data-reply]", keepsCookies],
  ["[data-vote], [data-follow], [data-edit], [data-withdraw], [data-feature]", isSignedIn],
];
const isDoneHere = (link) =>
  (link.origin === location.origin && link.pathname === location.pathname) || HERE.some(([which, may]) => link.matches(which) && may());

// A permalink shows its response where it stands; whatever else leads away opens beside the page it is on.
function clicked(event) {
  const link = event.target.closest("a[href]");
  if (!link || event.button || isDoneHere(link)) return;
  event.stopPropagation();
  link.target = "_blank";
  if (thread.dataset.thread === "0") document.addEventListener("visibilitychange", () => document.hidden || location.reload());
  const response = link.matches(".when") && link.closest(".response");
  if (!response || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(response, response.id.replace("response-", ""));
}

if (isFramed) {
  document.documentElement.classList.add("inside");
  document.addEventListener("click", clicked, true);
  new ResizeObserver(tellHeight).observe(document.body);
  parent.postMessage({ tertulia: "ready" }, "*"); // the one thing that is said to whoever is there
}
