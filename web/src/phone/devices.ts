/** Microphones and speakers: which there are, and which one was chosen on this device. */

export type Kind = "audioinput" | "audiooutput";

const CHOICES: Record<Kind, string> = {
  audioinput: "offhook.microphone",
  audiooutput: "offhook.speaker",
};

/** The id of the device that was chosen; empty for the usual one. */
export function chosenDevice(kind: Kind): string {
  return localStorage.getItem(CHOICES[kind]) ?? "";
}

export function chooseDevice(kind: Kind, id: string): void {
  localStorage.setItem(CHOICES[kind], id);
}

/** All of a kind, but for those without a name: their names are told once the microphone is allowed. */
export async function devicesOf(kind: Kind): Promise<MediaDeviceInfo[]> {
  const every = await navigator.mediaDevices.enumerateDevices();
  return every.filter((each) => each.kind === kind && each.label !== "" && each.deviceId !== "default");
}

/** Have `changed` called when one is plugged in or out, until the function is called that is given back. */
export function onDevices(changed: () => void): () => void {
  navigator.mediaDevices.addEventListener("devicechange", changed);
  return () => navigator.mediaDevices.removeEventListener("devicechange", changed);
}

/** The chosen microphone, or another one while that is unplugged. Rejects with a DOMException. */
export async function openMicrophone(): Promise<MediaStream> {
  // Without HTTPS there are no devices at all.
  if (navigator.mediaDevices === undefined) throw new DOMException("no devices", "NotSupportedError");
  const chosen = chosenDevice("audioinput");
  return navigator.mediaDevices.getUserMedia({
    audio: chosen === "" ? true : { deviceId: { ideal: chosen } },
  });
}

/** Whether this browser can carry calls: some builds of WebKit can't, and Safari in Lockdown Mode. */
export function carriesCalls(): boolean {
  return typeof RTCPeerConnection !== "undefined";
}

/** Whether it may be opened without a question of the browser's. */
export async function microphoneAllowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: "microphone" })).state === "granted";
  } catch {
    return false; // a browser that doesn't tell
  }
}

/** Calls `told` with how loud the microphone is, from 0 to 1, until the function is called that is given back. */
export function followLevel(microphone: MediaStream, told: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(microphone).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, each) => sum + each * each, 0) / samples.length;
    told(levelOf(power));
  }, 60);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** From -60 dB, where nothing is said, to -10 dB, where it is loud. */
export function levelOf(power: number): number {
  const decibels = 10 * Math.log10(Math.max(power, 1e-12));
  return Math.min(1, Math.max(0, (decibels + 60) / 50));
}
