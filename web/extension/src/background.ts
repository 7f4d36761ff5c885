/**
 * Keeps the phone there: the offscreen document in which it lives, its badge and its notification. Chrome stops this worker
 * when nothing happens, and starts it again for the next message or alarm.
 */

// A service worker may not fetch its words when it needs them, as pages do.
import { phone as de } from "../../src/i18n/de/phone";
import { phone as en } from "../../src/i18n/en/phone";
import { phone as es } from "../../src/i18n/es/phone";
import { isReachable } from "../../src/phone/state";
import { connection, onMessage, type Standing, tell } from "./messages";

const PAGE = "offscreen.html";
const CALL = "offhook-call";
const ACCEPT = 0;

chrome.runtime.onInstalled.addListener(() => {
  void wake();
  void connection().then((there) => {
    if (there === null) void chrome.runtime.openOptionsPage();
  });
});
chrome.runtime.onStartup.addListener(() => void wake());
chrome.alarms.onAlarm.addListener(() => void wake());
void chrome.alarms.create("wake", { periodInMinutes: 1 });

onMessage((message) => {
  if (message.to === "all") {
    void show(message.standing);
    return undefined;
  }
  if (message.to !== "background") return undefined;
  return message.do === "connection?" ? connection() : anew();
});

chrome.notifications.onButtonClicked.addListener((_, button) => {
  void tell({ to: "phone", do: button === ACCEPT ? "accept" : "end" });
});

let waking: Promise<void> | null = null;

/** The phone is there where somebody is connected, once. */
function wake(): Promise<void> {
  waking ??= (async () => {
    const there = await chrome.runtime.getContexts({ contextTypes: ["OFFSCREEN_DOCUMENT"] });
    if (there.length > 0 || (await connection()) === null) return;
    const justification =
      "The phone stays signed in and rings, and its calls are heard, while no page is open.";
    await chrome.offscreen.createDocument({ url: PAGE, reasons: ["WEB_RTC", "USER_MEDIA"], justification });
  })().finally(() => {
    waking = null;
  });
  return waking;
}

/** Somebody has connected it, or not any more: begin anew. */
async function anew(): Promise<void> {
  await chrome.offscreen.closeDocument().catch(() => {}); // there was none
  await chrome.action.setBadgeText({ text: "" });
  await wake();
}

async function show({ state, caller }: Standing): Promise<void> {
  const words = { en, de, es }[language()];
  const badge = state.is === "ringing" ? "☎" : state.is === "talking" ? "●" : isReachable(state) ? "" : "!";
  await chrome.action.setBadgeText({ text: badge });
  await chrome.action.setBadgeBackgroundColor({ color: badge === "!" ? "#b3261e" : "#0b6e4f" });
  if (state.is !== "ringing") {
    await chrome.notifications.clear(CALL);
    return;
  }
  await chrome.notifications.create(CALL, {
    type: "basic",
    iconUrl: chrome.runtime.getURL("icon-192.png"),
    title: words.calls(caller.name),
    message: [caller.number, words.toLine(caller.line)].filter(Boolean).join(" · "),
    buttons: [{ title: words.accept }, { title: words.decline }],
    requireInteraction: true,
    priority: 2,
  });
}

function language(): "en" | "de" | "es" {
  const tag = navigator.language.slice(0, 2);
  return tag === "de" || tag === "es" ? tag : "en";
}
