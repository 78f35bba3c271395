// Completing a name after @: people who have written in this thread, asked of the server once a sign is there.

const SIGN = /(?<![\p{L}\p{N}_@./:-])@(\S[^\n@]{0,40})?$/u;

export function complete(text, thread) {
  const list = document.createElement("ul");
  list.className = "names";
  list.role = "listbox";
  list.id = `names-${thread}`;
  list.hidden = true;
  list.ariaLabel = text.form.dataset.names;
  const said = document.createElement("span");
  said.className = "unseen";
  said.role = "status";
  text.after(list, said);
  text.setAttribute("aria-autocomplete", "list");
  let asked = "";
  let waiting = 0;

  const begun = () => text.value.slice(0, text.selectionStart).match(SIGN);
  const current = () => list.querySelector("[aria-selected=true]");

  async function look() {
    const found = begun();
    asked = found ? (found[1] ?? "") : null;
    if (asked === null) return hide();
    const question = asked;
    const answer = await fetch(`/threads/${thread}/names/?q=${encodeURIComponent(question)}`).catch(() => null);
    if (!answer?.ok || question !== asked) return;
    show((await answer.json()).names);
  }

  function show(names) {
    list.replaceChildren(...names.map(option));
    list.hidden = !names.length;
    if (!names.length) return hide();
    // A combobox while there is something to choose from, else the plain field it was.
    text.role = "combobox";
    text.ariaExpanded = "true";
    text.setAttribute("aria-controls", list.id);
    said.textContent = `${list.ariaLabel}: ${names.length.toLocaleString(document.documentElement.lang)}`;
    select(list.firstElementChild);
  }

  function option(name, number) {
    const line = document.createElement("li");
    line.role = "option";
    line.id = `${list.id}-${number}`;
    line.dir = "auto";
    line.textContent = name;
    line.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(line);
    });
    return line;
  }

  function select(line) {
    current()?.setAttribute("aria-selected", "false");
    line.setAttribute("aria-selected", "true");
    text.setAttribute("aria-activedescendant", line.id);
  }

  function take(line) {
    const start = begun()?.index;
    if (start === undefined) return hide();
    text.setRangeText(`@${line.textContent} `, start, text.selectionStart, "end");
    hide();
    text.dispatchEvent(new Event("input"));
  }

  function hide() {
    list.hidden = true;
    list.replaceChildren();
    said.textContent = "";
    for (const attribute of ["role", "aria-expanded", "aria-controls", "aria-activedescendant"]) text.removeAttribute(attribute);
  }

  const KEYS = {
    ArrowDown: () => select(current()?.nextElementSibling ?? list.firstElementChild),
    ArrowUp: () => select(current()?.previousElementSibling ?? list.lastElementChild),
    Enter: () => take(current()),
    Tab: () => take(current()),
    Escape: hide,
  };
  text.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
  });
  text.addEventListener("blur", hide);
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    if (begun()) waiting = setTimeout(look, 120);
    else hide();
  });
}
