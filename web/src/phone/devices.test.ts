import { expect, test, vi } from "vitest";
import { chooseDevice, chosenDevice, levelOf, openMicrophone } from "./devices";

test("the level of a microphone is nothing in silence, and full where it is loud", () => {
  expect([0, 1e-6, 10 ** -3.5, 0.1, 1].map((power) => Math.round(levelOf(power) * 100))).toEqual([
    0, 0, 50, 100, 100,
  ]);
});

test("the microphone that was chosen is opened, and any other while it is unplugged", async () => {
  const getUserMedia = vi.fn(async (_wanted: MediaStreamConstraints) => ({}) as MediaStream);
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
  await openMicrophone();
  chooseDevice("audioinput", "headset");
  expect(chosenDevice("audioinput")).toBe("headset");
  await openMicrophone();
  expect(getUserMedia.mock.calls.map(([wanted]) => wanted.audio)).toEqual([
    true,
    { deviceId: { ideal: "headset" } },
  ]);
  vi.unstubAllGlobals();
});

test("a page without https is told so", async () => {
  vi.stubGlobal("navigator", {});
  await expect(openMicrophone()).rejects.toMatchObject({ name: "NotSupportedError" });
  vi.unstubAllGlobals();
});
