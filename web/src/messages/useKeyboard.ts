import { useEffect } from "react";

/**
 * Keeps what is written in view above the keyboard on the screen. Most browsers make the page lower for it; where it is laid
 * over the page instead, as in Safari, `--keyboard` is how much of the page it covers.
 */
export function useKeyboard(): void {
  useEffect(() => {
    const seen = window.visualViewport;
    if (!seen) return;
    const root = document.documentElement;
    const measure = () => {
      const covered = seen.scale > 1.01 ? 0 : Math.max(0, window.innerHeight - seen.height); // zoomed in is no keyboard
      root.style.setProperty("--keyboard", `${Math.round(covered)}px`);
      if (covered > 0) window.scrollTo(0, 0);
    };
    seen.addEventListener("resize", measure);
    return () => {
      seen.removeEventListener("resize", measure);
      root.style.removeProperty("--keyboard");
    };
  }, []);
}
