// Messages in this browser: switched on and off by its owner, and off when they sign out of it.

const section = document.querySelector("[data-push]");
const leaving = document.querySelector("[data-leave]");
const { worker } = (section ?? leaving).dataset;
const scope = new URL(".", new URL(worker, location.href)).pathname; // its own folder: it has no page to look after
const can = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

const registered = async () => (can ? await navigator.serviceWorker.getRegistration(scope) : undefined);
const subscribed = async () => (await registered())?.pushManager.getSubscription();

function say(what) {
  const line = section.querySelector("[data-said]");
  line.textContent = what ? section.querySelector(`[data-${what}]`).content.textContent : "";
  line.hidden = !what;
}

function tell(fields) {
  const body = new URLSearchParams(fields);
  return fetch(section.dataset.address, { method: "POST", body, headers: { "X-CSRFToken": section.dataset.csrf } });
}

async function offer() {
  section.querySelector("[data-plain]").hidden = true;
  section.querySelector("[data-offer]").hidden = !can;
  if (!can) return say("none");
  const here = await subscribed();
  section.querySelector("[data-on]").hidden = Boolean(here);
  section.querySelector("[data-off]").hidden = !here;
  if (!here && Notification.permission === "denied") say("blocked");
}

async function switchOn() {
  if ((await Notification.requestPermission()) !== "granted") return say("blocked");
  const registration = await navigator.serviceWorker.register(worker, { scope });
  await active(registration);
  const key = bytesOf(section.dataset.push);
  await registration.pushManager.getSubscription().then((old) => old?.unsubscribe());
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  const answer = await tell({ endpoint, key: keys.p256dh, secret: keys.auth });
  if (!answer.ok) {
    await made.unsubscribe();
    throw new Error(answer.status);
  }
  location.reload();
}

async function switchOff() {
  const here = await subscribed();
  await tell({ endpoint: here.endpoint });
  await here.unsubscribe();
  location.reload();
}

// The browser subscribes only a worker that is at work.
function active(registration) {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return null;
  return new Promise((done) => coming.addEventListener("statechange", () => coming.state === "activated" && done()));
}

const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

if (section) {
  const act = (does) => () => (say(""), does().catch(() => say("failed")));
  section.querySelector("[data-on]").addEventListener("click", act(switchOn));
  section.querySelector("[data-off]").addEventListener("click", act(switchOff));
  offer();
}

// Whoever signs in next shall not be told what was meant for this one. Its push service says that it is gone, and so we know.
leaving?.addEventListener("submit", async (event) => {
  event.preventDefault();
  await subscribed()
    .then((here) => here?.unsubscribe())
    .catch(() => {});
  leaving.submit();
});
