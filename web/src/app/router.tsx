import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from "react";

const MOVED = "offhook:moved";

function subscribe(changed: () => void): () => void {
  window.addEventListener("popstate", changed);
  window.addEventListener(MOVED, changed);
  return () => {
    window.removeEventListener("popstate", changed);
    window.removeEventListener(MOVED, changed);
  };
}

/** The path and the query of the page that is shown. */
export function usePlace(): URL {
  const href = useSyncExternalStore(subscribe, () => window.location.href);
  return new URL(href);
}

/** Shows another page of the app; with `replace` going back skips the one that was shown. */
export function go(to: string, how: { replace?: boolean } = {}): void {
  if (how.replace) window.history.replaceState(null, "", to);
  else window.history.pushState(null, "", to);
  window.dispatchEvent(new Event(MOVED));
}

/** A link to a page of the app: it changes the page without loading it anew. */
export function Link({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  function clicked(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event);
    const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) && event.button === 0;
    if (!plain || event.defaultPrevented) return;
    event.preventDefault();
    go(href);
  }
  return <a {...rest} href={href} onClick={clicked} />;
}
