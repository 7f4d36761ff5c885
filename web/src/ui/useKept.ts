import { useCallback, useState } from "react";

/** A text that this device keeps over a reload, under a name of its own. */
export function useKept(name: string): [string, (text: string) => void] {
  const key = `offhook.${name}`;
  const [text, setText] = useState(() => window.localStorage.getItem(key) ?? "");
  const keep = useCallback(
    (changed: string) => {
      setText(changed);
      if (changed) window.localStorage.setItem(key, changed);
      else window.localStorage.removeItem(key);
    },
    [key],
  );
  return [text, keep];
}
