/** How far the server's clock is ahead of this device's, in milliseconds. News only ever comes late, so the most is right. */
let ahead = Number.NEGATIVE_INFINITY;

/** The server has just told of something that happened at this time. */
export function learnServerTime(at: number): void {
  ahead = Math.max(ahead, at - Date.now());
}

/** What the server's clock shows now, in milliseconds: durations of calls are counted by it. */
export function serverNow(): number {
  return Date.now() + (Number.isFinite(ahead) ? ahead : 0);
}
