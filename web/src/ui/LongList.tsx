import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Pages } from "../api/usePages";
import { ProblemNotice } from "./ProblemNotice";
import { Skeleton } from "./Skeleton";
import "./LongList.css";
import "./Rows.css";

/** How near its end a list fetches more, in pixels. */
const NEAR = 1200;

/**
 * A list in a pane of its own, however long: only what is seen is there, and more is fetched as one goes down. The arrow
 * keys go from link to link. Where it was is kept while it is hidden.
 */
export function LongList<T extends { id: string }>(props: {
  label: string;
  pages: Pages<T>;
  row: (item: T) => ReactNode;
  nothing: ReactNode;
  hidden?: boolean;
}) {
  const { label, pages, row, nothing, hidden } = props;
  const { items, more, busy, problem, again } = pages;
  const pane = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const offset = useRef(0);

  const look = useCallback(() => {
    const there = list.current;
    if (!there || there.viewportSize === 0) return; // it is hidden
    offset.current = there.scrollOffset;
    if (there.scrollSize - there.scrollOffset - there.viewportSize < NEAR) more?.();
  }, [more]);
  useEffect(() => {
    if (items) look();
  }, [items, look]);
  useEffect(() => {
    if (!hidden && pane.current) pane.current.scrollTop = offset.current;
  }, [hidden]);

  if (items === undefined)
    return (
      <div className="long-list">
        {problem ? <ProblemNotice problem={problem} again={again} /> : <Skeleton />}
      </div>
    );
  if (items.length === 0 && !busy && !problem) return <div className="long-list">{nothing}</div>;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys move between the links that are within
    <div ref={pane} className="long-list" hidden={hidden} onKeyDown={walk}>
      {/* biome-ignore lint/a11y/useSemanticElements: what is not seen is not there, so it can't be a plain list */}
      <div role="list" aria-label={label} aria-busy={busy}>
        <Virtualizer ref={list} data={items} scrollRef={pane} onScroll={look}>
          {(item) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            <div key={item.id} role="listitem" className="long-list-item">
              {row(item)}
            </div>
          )}
        </Virtualizer>
      </div>
      {problem && <ProblemNotice problem={problem} again={again} />}
    </div>
  );
}

/** Goes to the next link with an arrow key. */
function walk(event: KeyboardEvent<HTMLDivElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.target instanceof HTMLAnchorElement)) return;
  const links = [...event.currentTarget.querySelectorAll("a")];
  const next = links[links.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
