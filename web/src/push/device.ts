/** This browser as a device that shows notifications while no page is open. For pages and for the service worker. */

/** What the API takes for a device (`POST /push-devices`). */
export type DeviceBody = {
  endpoint: string;
  keys: { p256dh: string; auth: string };
  name: string;
  language: string;
};

/** A subscription as the API takes it. */
export function bodyOf(subscription: PushSubscription, name: string, language: string): DeviceBody {
  const { endpoint, keys } = subscription.toJSON();
  return {
    endpoint: endpoint ?? "",
    keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" },
    name,
    language,
  };
}

/** Subscribes this browser with the installation's key. One that is subscribed with another key begins anew. */
export async function subscribed(
  registration: ServiceWorkerRegistration,
  publicKey: string,
): Promise<PushSubscription> {
  const before = await registration.pushManager.getSubscription();
  const key = bytes(publicKey);
  if (before !== null && !same(before.options.applicationServerKey, key)) await before.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** The bytes of base64url. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

function same(one: ArrayBuffer | null, other: Uint8Array): boolean {
  if (one === null) return false;
  const view = new Uint8Array(one);
  return view.length === other.length && view.every((byte, place) => byte === other[place]);
}
