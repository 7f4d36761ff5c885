const BROWSERS = [
  ["Edge", /\bEdg(e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /\b(Chrome|Chromium|CriOS|HeadlessChrome)\//],
  ["Safari", /\bSafari\//],
] as const;

const SYSTEMS = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b/],
  ["Linux", /\bLinux\b/],
] as const;

type Known = readonly (readonly [name: string, said: RegExp])[];

/** “Firefox, Linux”, of what a browser calls itself; empty where nothing of it is known. */
export function browserOf(agent: string): string {
  const named = (known: Known) => known.find(([, said]) => said.test(agent))?.[0];
  return [named(BROWSERS), named(SYSTEMS)].filter(Boolean).join(", ");
}

/** Whether it is a phone or a tablet. */
export function isMobile(agent: string): boolean {
  return /\b(iPhone|iPad|Android|Mobile)\b/.test(agent);
}
