/**
 * Lets the app start where there is no network, to say so and to try again. Only the app's own files are kept: what the
 * API answers is private, and old as soon as it is kept.
 */

import { agent } from "../phone/agent";
import { bodyOf, subscribed } from "../push/device";

const worker = self as unknown as ServiceWorkerGlobalScope;

const FILES = "offhook-files";
const START = "/";
const DEVICES = "/api/v1/push-devices";

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

worker.addEventListener("push", (event) => event.waitUntil(show(event)));
worker.addEventListener("notificationclick", (event) => event.waitUntil(open(event.notification)));
worker.addEventListener("pushsubscriptionchange", (event) => (event as ExtendableEvent).waitUntil(renew()));

/** What a push carries: see `Notification` in src/offhook/push/parcel.py. */
type Told = { title: string; body: string; tag: string; url: string; at: number };

/** Shows what was pushed. Browsers want something shown for every push, and nothing that a lock screen should not. */
async function show(event: PushEvent): Promise<void> {
  const told: Partial<Told> = event.data?.json() ?? {};
  await worker.registration.showNotification(told.title ?? "Offhook", {
    body: told.body ?? "",
    icon: "/icon-192.png",
    badge: "/icon-192.png",
    data: { url: told.url ?? START },
    ...(told.tag && { tag: told.tag }),
    ...(told.at && { timestamp: told.at }),
  });
}

/** Brings what the notification tells of to the front: in a page that is open, else in a new one. */
async function open(notification: Notification): Promise<void> {
  notification.close();
  const { url } = notification.data as { url: string };
  const [page] = await worker.clients.matchAll({ type: "window" });
  if (page === undefined) {
    await worker.clients.openWindow(url);
    return;
  }
  await page.focus();
  page.postMessage({ go: url });
}

/** The browser has given the subscription up: take another one, as whoever is signed in here. */
async function renew(): Promise<void> {
  const [key, session] = await Promise.all([asked(`${DEVICES}/key`), asked("/api/v1/session")]);
  if (key === null || session === null) return;
  const subscription = await subscribed(worker.registration, String(key.public_key));
  const body = bodyOf(subscription, agent(navigator.userAgent), navigator.language);
  const headers = { "Content-Type": "application/json", "X-Offhook-CSRF": String(session.csrf) };
  await fetch(DEVICES, { method: "POST", headers, body: JSON.stringify(body) });
}

async function asked(address: string): Promise<Record<string, unknown> | null> {
  const answer = await fetch(address);
  return answer.status === 200 ? ((await answer.json()) as Record<string, unknown>) : null;
}

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
