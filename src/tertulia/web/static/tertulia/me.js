// The head of every page for somebody who is signed in: the way to their account, and how much they have not read.

const me = document.querySelector("[data-me]");
const shown = document.querySelector("[data-signed-in]");

async function show() {
  const answer = await fetch("/account/inbox/unread/");
  if (!answer.ok) return;
  const { unread } = await answer.json();
  const links = shown.content.cloneNode(true);
  const count = links.querySelector("span");
  if (unread) count.append(unread.toLocaleString(document.documentElement.lang));
  else count.remove();
  me.replaceChildren(links);
}

if (me && shown && /(^|; )(__Host-)?reader=1/.test(document.cookie)) show().catch(() => {});
