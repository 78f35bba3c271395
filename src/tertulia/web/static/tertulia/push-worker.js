// Shows a message that came while nobody was looking, and leads to what it tells of. It stores nothing and touches no page.

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const { title, body, path, tag, lang, dir } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, dir, data: path }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(new URL(event.notification.data, location.origin)));
});

// To a window that shows it already, else to a new one; never anywhere else than this site.
async function lead(address) {
  if (address.origin !== location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((each) => new URL(each.url).pathname === address.pathname);
  await (there ? there.focus() : self.clients.openWindow(address.href));
}
