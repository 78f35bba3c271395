// Writing: a draft that survives until the server has the words, a live count, preview and errors in place.

const PART = { "X-Tertulia-Part": "1", "Accept-Language": document.documentElement.lang };
const NAME = "tertulia:name";
const PATIENCE = 45_000; // milliseconds until a server that says nothing counts as lost; sending again posts nothing twice
const parse = (html) => new DOMParser().parseFromString(html, "text/html").body;
const draftOf = (form) => `tertulia:draft:${form.dataset.draft ?? `${form.dataset.answer}:${form.elements.parent.value}`}`;

// Storage may be full or forbidden; writing must go on without it.
function store(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {}
}
function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

let opened = 0; // forms that were asked for

// Lay the form below what it is about; a second click puts it away. One form at a time: the other's draft is kept.
export async function open(link, place, quoted = "") {
  const host = link.closest("article, .respond");
  const there = document.querySelector(".inplace");
  const again = there?.previousElementSibling === host && there.dataset.from === link.href;
  close();
  if (again) return;
  const turn = ++opened;
  const answer = await fetch(link.href, { headers: PART });
  if (!answer.ok) throw new Error(answer.status);
  const words = await answer.text();
  if (turn !== opened) return; // pressed again, or elsewhere, before this was there
  const inplace = document.createElement("div");
  inplace.className = "inplace";
  inplace.dataset.from = link.href;
  inplace.append(...parse(words).childNodes);
  inplace.addEventListener("keydown", (event) => event.key === "Escape" && close(link));
  inplace.addEventListener("click", (event) => event.target.closest("[data-close]") && close(link));
  host.after(inplace);
  const form = inplace.querySelector("form");
  bind(form, place);
  if (quoted) quote(form, quoted);
  inplace.scrollIntoView({ block: "nearest" });
  const fields = [...form.querySelectorAll("input:not([type=hidden], [tabindex='-1']), textarea")];
  (fields.find((field) => !field.value) ?? fields.at(-1) ?? form.querySelector(".button"))?.focus({ preventScroll: true });
}

// Begin with what is quoted; a draft goes on below it.
function quote(form, words) {
  const text = form.elements.text;
  text.value = `${words.trim().replace(/^/gm, "> ")}\n\n${text.value}`;
  text.dispatchEvent(new Event("input"));
}

function close(link) {
  const inplace = document.querySelector(".inplace");
  const host = inplace?.closest(".response") ?? document.querySelector("#responses-heading");
  inplace?.remove();
  (link?.isConnected ? link : link && host)?.focus({ preventScroll: true });
}

// Nothing can be posted here any more: who has written keeps the words and is told; who has not loses nothing with the form.
export function shut(inplace) {
  const form = inplace.querySelector("form.answer");
  const text = form?.elements.text;
  if (!text || text.readOnly) return;
  if (!text.value.trim()) return inplace.remove();
  text.readOnly = true;
  for (const button of form.querySelectorAll(".actions > .button:not([data-close], [data-copy])")) button.remove();
  form.querySelector("[data-lost]").hidden = true;
  form.querySelector("[data-shut]").hidden = false;
}

// Words that cannot be posted are taken along with one press; where the clipboard is closed they are at least selected.
function offerCopy(button, text) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    await navigator.clipboard.writeText(text.value).catch(() => {});
    button.textContent = button.dataset.done;
  });
}

export function bind(form, place) {
  const text = form.elements.text;
  for (const button of form.querySelectorAll("[data-copy]")) offerCopy(button, text);
  if (text?.readOnly) return;
  if (text) guard(form, text);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, event.submitter, place);
  });
}

// Keep the words while they are written, and send them with Ctrl (or ⌘) and Enter.
function guard(form, text) {
  restore(form, text);
  count(form, text);
  offerNames(form, text);
  text.addEventListener("input", () => prove(form).catch(() => {}), { once: true });
  text.addEventListener("input", () => {
    keep(form, text);
    count(form, text);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.querySelector("[data-discard]")?.addEventListener("click", () => store(draftOf(form)));
}

// Names are completed once somebody types the sign for one.
function offerNames(form, text) {
  const begin = async () => {
    if (!text.value.includes("@")) return;
    text.removeEventListener("input", begin);
    (await import(form.dataset.mentions)).complete(text, form.dataset.answer);
    text.dispatchEvent(new Event("input"));
  };
  if (form.dataset.mentions) text.addEventListener("input", begin);
}

function restore(form, text) {
  const draft = JSON.parse(stored(draftOf(form)) ?? "null");
  const name = form.elements.name;
  if (name && !name.value) name.value = stored(NAME) ?? "";
  if ("of" in form.dataset) return restoreEdit(form, text, draft);
  if (text.value) return keep(form, text);
  if (!draft) return;
  text.value = draft.text;
  form.elements.key.value = draft.key;
}

// An edit goes on where it was left, unless the response has been changed since.
function restoreEdit(form, text, draft) {
  if (draft?.of === form.dataset.of) text.value = draft.text;
}

function keep(form, text) {
  const { of } = form.dataset;
  store(draftOf(form), text.value && JSON.stringify({ text: text.value, key: form.elements.key?.value, of }));
}

// The work that a guest's form asks for; see proof.js. A form without it is one of a reader.
const prove = async (form) => form.dataset.proof && (await import(form.dataset.proof)).prove(form);

function count(form, text) {
  const shown = form.querySelector(".count");
  const length = [...text.value].length;
  const [first] = shown.children;
  first.textContent = length.toLocaleString(document.documentElement.lang);
  shown.classList.toggle("over", length > form.dataset.longest);
}

async function send(form, submitter, place, again = false) {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    await prove(form);
    const body = new URLSearchParams(new FormData(form));
    if (submitter?.name) body.set(submitter.name, submitter.value);
    const answer = await fetch(form.action, { method: "POST", body, headers: PART, signal: AbortSignal.timeout(PATIENCE) });
    const part = parse(await answer.text());
    if (answer.status === 201 || answer.status === 204) await accepted(form, answer.headers.get("Location"), part, place);
    else await shownAgain(form, part, submitter, place, again);
  } catch {
    tellLost(form);
  } finally {
    form.ariaBusy = null;
  }
}

function tellLost(form, why = "") {
  const lost = form.querySelector("[data-lost]");
  lost.firstElementChild.textContent = why;
  lost.hidden = false;
}

async function accepted(form, address, part, place) {
  if (form.elements.text) store(draftOf(form));
  if (form.elements.name) store(NAME, form.elements.name.value);
  if (!place) return location.assign(address);
  if (!part.children.length) {
    form.closest(".inplace").remove();
    return place(address).catch(() => location.assign(address));
  }
  form.replaceWith(...part.children);
  document.querySelector(".inplace .notice")?.focus();
}

// The form as the server sends it back: with a preview, with what is wrong, or with a fresh token, and then once more.
// A page that says why not, without the form, leaves the form where it is.
async function shownAgain(form, part, submitter, place, again) {
  const fresh = part.querySelector("form.answer");
  if (!fresh) return tellLost(form, part.querySelector("main h1")?.textContent);
  form.replaceWith(fresh);
  bind(fresh, place);
  const sameWriter = !form.elements.name === !fresh.elements.name; // who was signed out meanwhile is asked before a guest's post
  if (!again && sameWriter && fresh.querySelector('[data-code="form-expired"]')) return send(fresh, submitter, place, true);
  fresh.querySelector(".notice.wrong:not([hidden]), [aria-invalid], .preview")?.focus();
}

for (const form of document.querySelectorAll("main > form[data-answer]")) bind(form);
