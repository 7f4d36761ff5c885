/**
 * Lets the app start where there is no network, to say so and to try again. Only the app's own files are kept: what the
 * API answers is private, and old as soon as it is kept.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;

const FILES = "offhook-files";
const START = "/";

worker.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((files) => files.add(START)));
  void worker.skipWaiting();
});

worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate" && !url.pathname.startsWith("/api/")) event.respondWith(page(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(file(request));
});

/** The page that starts the app: the server's, else the one that it gave last. */
async function page(request: Request): Promise<Response> {
  const files = await caches.open(FILES);
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(files, answer.clone());
    return answer;
  } catch {
    return (await files.match(START)) ?? Response.error();
  }
}

/** Keeps a new start page, and forgets the files of the one before. */
async function keep(files: Cache, start: Response): Promise<void> {
  const before = await (await files.match(START))?.text();
  if (before === (await start.clone().text())) return;
  for (const request of await files.keys()) await files.delete(request);
  await files.put(START, start);
}

/** A file that is named by its content never changes. */
async function file(request: Request): Promise<Response> {
  const files = await caches.open(FILES);
  const kept = await files.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await files.put(request, answer.clone());
  return answer;
}
