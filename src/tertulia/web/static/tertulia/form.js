// Writing: a draft that survives until the server has the words, a live count, preview and errors in place.

const PART = { "X-Tertulia-Part": "1", "Accept-Language": document.documentElement.lang };
const NAME = "tertulia:name";
const parse = (html) => new DOMParser().parseFromString(html, "text/html").body;
const draftOf = (form) => `tertulia:draft:${form.dataset.answer}:${form.elements.parent.value}`;

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

// Lay the form below what is answered; a second click puts it away. One form at a time: the other's draft is kept.
export async function open(link, place, quoted = "") {
  const host = link.closest("article, .respond");
  const there = document.querySelector(".inplace");
  const again = there && there.previousElementSibling === host;
  close();
  if (again) return;
  const answer = await fetch(link.href, { headers: PART });
  if (!answer.ok) throw new Error(answer.status);
  const inplace = document.createElement("div");
  inplace.className = "inplace";
  inplace.append(...parse(await answer.text()).childNodes);
  inplace.addEventListener("keydown", (event) => event.key === "Escape" && close(link));
  inplace.addEventListener("click", (event) => event.target.closest("[data-close]") && close(link));
  host.after(inplace);
  const form = inplace.querySelector("form");
  bind(form, place);
  if (quoted) quote(form, quoted);
  inplace.scrollIntoView({ block: "nearest" });
  const fields = [...form.querySelectorAll("input:not([type=hidden], [tabindex='-1']), textarea")];
  (fields.find((field) => !field.value) ?? fields.at(-1))?.focus({ preventScroll: true });
}

// Begin with what is quoted; a draft goes on below it.
function quote(form, words) {
  const text = form.elements.text;
  text.value = `${words.trim().replace(/^/gm, "> ")}\n\n${text.value}`;
  text.dispatchEvent(new Event("input"));
}

function close(link) {
  document.querySelector(".inplace")?.remove();
  link?.focus();
}

export function bind(form, place) {
  const text = form.elements.text;
  if (!text || text.readOnly) return;
  restore(form, text);
  count(form, text);
  offerNames(form, text);
  text.addEventListener("input", () => prove(form), { once: true });
  text.addEventListener("input", () => {
    keep(form, text);
    count(form, text);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, event.submitter, place);
  });
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
  if (text.value) return keep(form, text);
  if (!draft) return;
  text.value = draft.text;
  form.elements.key.value = draft.key;
}

function keep(form, text) {
  store(draftOf(form), text.value && JSON.stringify({ text: text.value, key: form.elements.key.value }));
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
  await prove(form);
  const body = new URLSearchParams(new FormData(form));
  if (submitter?.name) body.set(submitter.name, submitter.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: PART });
    const part = parse(await answer.text());
    if (answer.status === 201) await accepted(form, answer.headers.get("Location"), part, place);
    else await shownAgain(form, part.querySelector("form"), submitter, place, again);
  } catch {
    form.querySelector("[data-lost]").hidden = false;
  } finally {
    form.ariaBusy = null;
  }
}

async function accepted(form, address, part, place) {
  store(draftOf(form));
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
async function shownAgain(form, fresh, submitter, place, again) {
  if (!fresh) throw new Error("no form came back");
  form.replaceWith(fresh);
  bind(fresh, place);
  if (!again && fresh.querySelector('[data-code="form-expired"]')) return send(fresh, submitter, place, true);
  fresh.querySelector(".notice.wrong:not([hidden]), [aria-invalid], .preview")?.focus();
}

for (const form of document.querySelectorAll("main > form[data-answer]")) bind(form);
