import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bytes } from "./device";
import { ability, deviceHere, keepTelling, NotAllowed, notifyHere, stopHere } from "./here";

const KEY = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";

/** The browser's subscriptions, by hand. */
const subscription = {
  options: { applicationServerKey: bytes(KEY).buffer },
  unsubscribe: vi.fn(async () => true),
  toJSON: () => ({ endpoint: "https://push.example.com/x", keys: { p256dh: "point", auth: "secret" } }),
};
const pushManager = { getSubscription: vi.fn(), subscribe: vi.fn() };
const asked: [method: string, path: string, body: unknown][] = [];
let permission: NotificationPermission;

beforeEach(() => {
  asked.length = 0;
  permission = "granted";
  localStorage.clear();
  pushManager.getSubscription.mockResolvedValue(null);
  pushManager.subscribe.mockResolvedValue(subscription);
  const registration = { pushManager };
  const serviceWorker = { ready: Promise.resolve(registration), getRegistration: async () => registration };
  Object.defineProperty(navigator, "serviceWorker", { configurable: true, value: serviceWorker });
  vi.stubGlobal("PushManager", class {});
  vi.stubGlobal("Notification", {
    get permission() {
      return permission;
    },
    requestPermission: async () => permission,
  });
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const request = input as Request;
    const path = new URL(request.url).pathname.replace("/api/v1/push-devices", "");
    asked.push([request.method, path, request.method === "POST" ? await request.json() : null]);
    if (path === "/key") return Response.json({ public_key: KEY });
    if (request.method === "DELETE") return new Response(null, { status: 204 });
    return Response.json({ id: "pushdevice_1" }, { status: 201 });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, "serviceWorker");
});

test("a browser that is allowed to subscribes with the installation's key, and tells the server", async () => {
  expect(ability()).toBe("possible");
  expect(await notifyHere("ann", "de")).toBe("pushdevice_1");
  expect(pushManager.subscribe.mock.calls[0]?.[0].applicationServerKey).toEqual(bytes(KEY));
  expect(asked[1]).toEqual([
    "POST",
    "",
    {
      endpoint: "https://push.example.com/x",
      keys: { p256dh: "point", auth: "secret" },
      name: expect.stringContaining(" on "),
      language: "de",
    },
  ]);
  expect(deviceHere("ann")).toBe("pushdevice_1");
});

test("a no is a no", async () => {
  permission = "denied";
  await expect(notifyHere("ann", "en")).rejects.toThrow(NotAllowed);
  expect([ability(), asked]).toEqual(["denied", []]);
});

test("a subscription with another key is given up", async () => {
  pushManager.getSubscription.mockResolvedValue({
    ...subscription,
    options: { applicationServerKey: new Uint8Array(65).buffer },
  });
  await notifyHere("ann", "en");
  expect(subscription.unsubscribe).toHaveBeenCalledOnce();
});

test("after a start it is told anew only where somebody is notified, and may be", async () => {
  await keepTelling("ann", "en");
  expect(asked).toEqual([]);
  await notifyHere("ann", "en");
  asked.length = 0;
  await keepTelling("ann", "en");
  expect(asked.map(([method]) => method)).toEqual(["GET", "POST"]);
  permission = "denied";
  asked.length = 0;
  await keepTelling("ann", "en");
  expect(asked).toEqual([]);
});

test("stopped, the server and the browser forget it", async () => {
  await notifyHere("ann", "en");
  pushManager.getSubscription.mockResolvedValue(subscription);
  await stopHere("ann");
  expect(asked.at(-1)?.slice(0, 2)).toEqual(["DELETE", "/pushdevice_1"]);
  expect(subscription.unsubscribe).toHaveBeenCalled();
  expect(deviceHere("ann")).toBeNull();
});

test("an iPhone is told to add the app to its home screen, any other browser that it can't", () => {
  vi.stubGlobal("PushManager", undefined);
  Reflect.deleteProperty(globalThis, "PushManager");
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue("Mozilla/5.0 (iPhone)");
  expect(ability()).toBe("needs-install");
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue("Old browser");
  expect(ability()).toBe("impossible");
});
