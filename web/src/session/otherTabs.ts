/** Somebody who signs out in one tab has signed out in all: they share the cookie. */
const CHANNEL = "offhook-session";

/** The other tabs of this browser are to ask anew who is signed in. */
export function tellOtherTabs(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("signed-out");
  channel.close();
}

/** Calls `ask` when another tab has signed out, until what this gives is called. */
export function onOtherTabs(ask: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ask;
  return () => channel.close();
}
