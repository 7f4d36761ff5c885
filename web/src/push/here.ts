import { api, taken } from "../api/client";
import { agent } from "../phone/agent";
import { bodyOf, subscribed } from "./device";

/** Whether this browser can be told at all, and whether its person has allowed it. */
export type Ability = "possible" | "denied" | "needs-install" | "impossible";

/** What this device remembers: the id of the device that it is, of the member who is told here. */
const HERE = "offhook.push";

export function ability(): Ability {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
    // On an iPhone only an app on the home screen may.
    return /iPhone|iPad/.test(navigator.userAgent) ? "needs-install" : "impossible";
  }
  return Notification.permission === "denied" ? "denied" : "possible";
}

/** The id of the device that this browser is, for this member; null where it is none. */
export function deviceHere(member: string): string | null {
  return window.localStorage.getItem(`${HERE}.${member}`);
}

/** Has notifications shown here. Only a click may ask for that. Throws where the person says no. */
export async function notifyHere(member: string, language: string): Promise<string> {
  if ((await Notification.requestPermission()) !== "granted") throw new NotAllowed();
  return tellHere(member, language);
}

/** The person has said no to notifications. */
export class NotAllowed extends Error {}

/** Tells the server how this browser is reached, now: its address changes, and what it is told ends with its session. */
export async function tellHere(member: string, language: string): Promise<string> {
  const registration = await navigator.serviceWorker.ready;
  const { public_key } = await taken(api.GET("/api/v1/push-devices/key"));
  const subscription = await subscribed(registration, public_key);
  const body = bodyOf(subscription, agent(navigator.userAgent), language);
  const device = await taken(api.POST("/api/v1/push-devices", { body }));
  window.localStorage.setItem(`${HERE}.${member}`, device.id);
  return device.id;
}

/** Once more after each start, where somebody is told here. */
export async function keepTelling(member: string, language: string): Promise<void> {
  if (deviceHere(member) === null || ability() !== "possible" || Notification.permission !== "granted")
    return;
  await tellHere(member, language);
}

/** Shows nothing here any more. */
export async function stopHere(member: string): Promise<void> {
  const device = deviceHere(member);
  if (device !== null) await forgotten(device);
  window.localStorage.removeItem(`${HERE}.${member}`);
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  await subscription?.unsubscribe();
}

/** Shows nothing on a device any more; one that is gone already is fine too. */
export async function forgotten(pushdevice: string): Promise<void> {
  const path = { pushdevice };
  const { response, error } = await api.DELETE("/api/v1/push-devices/{pushdevice}", { params: { path } });
  if (!response.ok && response.status !== 404) throw error;
}
