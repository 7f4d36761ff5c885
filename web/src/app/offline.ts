import { go } from "./router";

/** Has the browser start the app without a network, too: with the files that this visit has loaded. */
export async function keepForOffline(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    // A notification was clicked, and this page is to show what it tells of.
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (typeof data?.go === "string") go(data.go);
    });
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
    const files = await caches.open("offhook-files");
    const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const own = loaded.filter((url) => url.origin === location.origin && url.pathname.startsWith("/assets/"));
    await Promise.all(own.map(async ({ href }) => (await files.match(href)) ?? files.add(href)));
  } catch {
    // A browser may refuse to keep anything, as in a private window: then the app needs the network, as any page.
  }
}
