import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { forgetPicture, type Uploaded, upload } from "./server";
import { type Refusal, Refused, shrunk } from "./shrink";

/** A picture beside the text: on its way to the server, there, or refused. */
export type Picture = { key: string; name: string; url: string } & (
  | { state: "shrinking" }
  | { state: "uploading"; part: number }
  | { state: "ready"; id: string }
  | { state: "failed"; why: Refusal | Problem }
);

export type Pictures = {
  all: readonly Picture[];
  /** How many could not be added, as there may be no more. */
  surplus: number;
  add: (files: readonly File[]) => void;
  remove: (key: string) => void;
  again: (key: string) => void;
  /** Forgets them all: they were sent. */
  clear: () => void;
  /** Whether all of them can be sent. */
  ready: boolean;
};

/**
 * The pictures of one text. `kept` are those that the draft has; `changed` is told which are on the server, so that the
 * draft has them.
 */
export function usePictures(
  kept: readonly Uploaded[],
  changed: (pictures: readonly Uploaded[]) => void,
  most: number,
): Pictures {
  const [coming, setComing] = useState<readonly Picture[]>([]);
  const [surplus, setSurplus] = useState(0);
  const files = useRef(new Map<string, { file: File; leaving: AbortController }>());
  const latest = useRef({ kept, changed });
  latest.current = { kept, changed };

  const change = useCallback((key: string, to: (picture: Picture) => Picture | null) => {
    setComing((all) => all.flatMap((each) => (each.key === key ? (to(each) ?? []) : [each])));
  }, []);

  const bring = useCallback(
    async (key: string) => {
      const held = files.current.get(key);
      if (held === undefined) return;
      const base = (picture: Picture) => ({ key, name: picture.name, url: picture.url });
      change(key, (picture) => ({ ...base(picture), state: "shrinking" }));
      try {
        const small = await shrunk(held.file);
        const there = await upload(
          small,
          (part) => change(key, (picture) => ({ ...base(picture), state: "uploading", part })),
          held.leaving.signal,
        );
        files.current.delete(key);
        const { kept: before, changed: tell } = latest.current;
        change(key, (picture) => {
          URL.revokeObjectURL(picture.url);
          return null;
        });
        tell([...before, { id: there.id, url: there.url ?? "", name: held.file.name }]);
      } catch (error) {
        if (held.leaving.signal.aborted) return;
        const why = error instanceof Refused ? error.why : asProblem(error);
        change(key, (picture) => ({ ...base(picture), state: "failed", why }));
      }
    },
    [change],
  );

  useEffect(() => {
    const held = files.current;
    return () => {
      for (const { leaving } of held.values()) leaving.abort();
    };
  }, []);

  const count = kept.length + coming.length;
  function add(chosen: readonly File[]) {
    const room = Math.max(0, most - count);
    setSurplus(Math.max(0, chosen.length - room));
    const added = chosen.slice(0, room).map((file) => {
      const key = crypto.getRandomValues(new Uint32Array(2)).join("-");
      files.current.set(key, { file, leaving: new AbortController() });
      return { key, name: file.name, url: URL.createObjectURL(file), state: "shrinking" as const };
    });
    setComing((all) => [...all, ...added]);
    for (const { key } of added) void bring(key);
  }

  function remove(key: string) {
    setSurplus(0);
    const held = files.current.get(key);
    if (held) {
      held.leaving.abort();
      files.current.delete(key);
      setComing((all) => all.filter((each) => each.key !== key));
      return;
    }
    changed(kept.filter(({ id }) => id !== key));
    forgetPicture(key).catch(() => {}); // the server forgets what nobody sends
  }

  const there = kept.map(({ id, name, url }) => ({ key: id, id, name, url, state: "ready" as const }));
  return {
    all: [...there, ...coming],
    surplus,
    add,
    remove,
    again: (key) => void bring(key),
    clear: () => setSurplus(0),
    ready: coming.length === 0,
  };
}
