import address from "../worker/live?worker&url";
import type { FromTab, ToTab } from "./hub";
import { type Hears, Source } from "./source";

/** Milliseconds in which the shared worker answers a tab; where it does not, the tab has a connection of its own. */
export const PATIENCE = 4000;

/**
 * Has `hears` told what comes over the live stream, until what this gives is called: over the one connection that all
 * tabs of this browser share, as a browser opens six at most to a server without HTTP/2. Where a browser has no shared
 * workers, as Chrome on Android, each tab has its own.
 *
 * @param whose Tabs share where this is the same: the member's id.
 */
export function connect(hears: Hears, whose: string): () => void {
  if (typeof SharedWorker === "undefined") return alone(hears);
  let end: () => void;
  const worker = new SharedWorker(address, { type: "module", name: `offhook-live-${whose}` });
  const { port } = worker;
  const tell = (message: FromTab) => port.postMessage(message);
  const bye = () => tell({ type: "bye" });
  const shown = ({ persisted }: PageTransitionEvent) => persisted && tell({ type: "hello" });
  const leave = () => {
    clearTimeout(timer);
    window.removeEventListener("pagehide", bye);
    window.removeEventListener("pageshow", shown);
    port.onmessage = null;
    bye();
  };
  const giveUp = () => {
    leave();
    end = alone(hears);
  };
  const timer = setTimeout(giveUp, PATIENCE);
  worker.onerror = giveUp;
  port.onmessage = ({ data }: MessageEvent<ToTab>) => {
    clearTimeout(timer);
    switch (data.type) {
      case "news":
        return hears.news(data.kind, data.news);
      case "stands":
        return hears.stands(data.standing);
      case "refused":
        return hears.refused();
    }
  };
  end = leave;
  tell({ type: "hello" });
  window.addEventListener("pagehide", bye);
  window.addEventListener("pageshow", shown);
  return () => end();
}

function alone(hears: Hears): () => void {
  const source = new Source(hears);
  source.open();
  return () => source.close();
}
