// Keeps the kiosk's own files, so that it starts without the server. Knows nothing of tickets: those are the page's.
const CACHE = "kiosk-1";
const HOME = "/kiosk/";

/** The page and what it links. */
async function keepAll() {
  const cache = await caches.open(CACHE);
  const page = await fetch(HOME, { cache: "no-store" });
  if (!page.ok) throw new Error(`the kiosk answers ${page.status}`);
  const html = await page.clone().text();
  const links = [...html.matchAll(/(?:src|href)="(\/kiosk\/[^"]+)"/g)].map(([, url]) => url);
  await cache.addAll(links);
  // Last: a page whose files are missing is worse than the one before.
  await cache.put(HOME, page);
  const wanted = new Set(links.map((url) => new URL(url, self.location.origin).href));
  for (const old of await cache.keys()) {
    if (old.url.includes("/kiosk/assets/") && !wanted.has(old.url)) await cache.delete(old);
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

/** From the network, else as it was last. */
async function fresh(request, key) {
  try {
    const answer = await fetch(request);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const cache = await caches.open(CACHE);
    await cache.put(key, answer.clone());
    return answer;
  } catch (error) {
    const kept = await caches.match(key);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname.startsWith(HOME)) {
    // A new build comes with a new page: its files first, then the page.
    event.respondWith(
      keepAll()
        .catch(() => {})
        .then(() => caches.match(HOME))
        .then((kept) => kept ?? fetch(request)),
    );
  } else if (url.pathname.startsWith(`${HOME}assets/`)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  } else if (url.pathname.startsWith("/brand/") || url.pathname.startsWith(HOME)) {
    event.respondWith(fresh(request, request));
  }
});
