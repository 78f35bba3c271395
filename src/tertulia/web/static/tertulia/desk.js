// The desk by keyboard: one letter for one button, box or field (data-key). And what has changed since the page was drawn.

const columns = document.querySelector(".columns");
const opened = document.querySelector("[data-open]");
const writing = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (isLeaving(event) && writing(event.target)) return event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || writing(event.target)) return;
  if (act(keyOf(event))) event.preventDefault();
});

// Out of a field, so that the next key decides: Escape, and Enter where it makes no new line.
function isLeaving(event) {
  if (event.isComposing) return false;
  if (event.key === "Escape") return true;
  const isText = event.target.matches("textarea");
  return event.key === "Enter" && event.target.closest("[data-decide]") && (!isText || event.ctrlKey || event.metaKey);
}

// On a keyboard that writes another alphabet, the key that stands where the Latin letter does.
function keyOf(event) {
  if (/^[ -~]+$/.test(event.key)) return event.key.toLowerCase();
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  return event.code.replace(/^(Key|Digit)/, "").toLowerCase();
}

function act(key) {
  if (key === "j" || key === "i") return move(key === "j" ? 1 : -1);
  if (key === "/") return openAndFocus(".filters", "#words");
  if (key === "?") return openAndFocus(".keys", "summary");
  if (/^[1-9]$/.test(key)) return chooseGround(Number(key));
  const wanted = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((each) => !each.closest("[hidden]"));
  if (!wanted) return false;
  if (wanted.matches("input:not([type=checkbox]), textarea")) wanted.focus();
  else wanted.click();
  return true;
}

function move(step) {
  const lines = [...document.querySelectorAll("[data-case]:not(.gone)")];
  const here = lines.findIndex((line) => line.dataset.case === opened?.dataset.open);
  const link = lines[Math.max(0, Math.min(lines.length - 1, here + step))]?.querySelector("a");
  link?.click();
  return Boolean(link);
}

function openAndFocus(details, inside) {
  const part = document.querySelector(details);
  if (!part) return false;
  part.open = details === ".keys" ? !part.open : true;
  part.querySelector(inside).focus();
  part.scrollIntoView({ block: "nearest" });
  return true;
}

function chooseGround(number) {
  const select = document.querySelector("[data-ground]");
  const option = select?.querySelectorAll("optgroup:first-of-type option")[number - 1];
  if (option) option.selected = true;
  return Boolean(option);
}

for (const letter of document.querySelectorAll("[data-letter]")) {
  letter.addEventListener("click", () => {
    const field = document.querySelector("#text");
    field.value = letter.querySelector("span").textContent;
    field.focus();
  });
}

// A case is decided once: a second press of a key finds the form on its way.
document.querySelector("[data-decide]")?.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});

const done = document.querySelector("[data-done]");
if (done) setTimeout(() => (done.hidden = true), Number(done.dataset.done) * 1000);

// The address without what was done: a reload must not offer to undo it again.
const address = new URL(location.href);
if (address.searchParams.has("done") || address.searchParams.has("answered")) {
  for (const name of ["done", "answered"]) address.searchParams.delete(name);
  history.replaceState(null, "", address);
}

for (const here of document.querySelectorAll(".queue [aria-current], .rooms [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "nearest" });

if (columns) setInterval(() => document.visibilityState === "visible" && hear(), 4000);

async function hear() {
  const lines = [...document.querySelectorAll("[data-case]")];
  const address = new URL(columns.dataset.news, location.href);
  address.searchParams.set("shown", lines.map((line) => line.dataset.case).join(","));
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return;
  const news = await answer.json();
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  for (const count of document.querySelectorAll("[data-count]")) count.textContent = news.shown[count.dataset.count];
  for (const line of lines) {
    line.classList.toggle("gone", news.gone.includes(Number(line.dataset.case)));
    line.classList.toggle("taken", news.taken.includes(Number(line.dataset.case)));
  }
  const pill = document.querySelector(".fresh");
  pill.hidden = !news.fresh.length;
  pill.querySelector("span").textContent = numbers.format(news.fresh.length);
}
