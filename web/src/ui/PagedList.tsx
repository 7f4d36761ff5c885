import type { ReactNode } from "react";
import type { Pages } from "../api/usePages";
import { useWords } from "../i18n/I18n";
import { ProblemNotice } from "./ProblemNotice";
import { Skeleton } from "./Skeleton";
import "./Rows.css";

/** A list that comes in pages, with all that may be shown instead of it. */
export function PagedList<T>(props: {
  label: string;
  pages: Pages<T>;
  row: (item: T) => ReactNode;
  nothing: ReactNode;
}) {
  const { common } = useWords();
  const { items, more, busy, problem, again } = props.pages;
  if (items === undefined) return problem ? <ProblemNotice problem={problem} again={again} /> : <Skeleton />;
  if (items.length === 0 && !busy && !problem) return props.nothing;
  return (
    <>
      <ul className="rows card" aria-label={props.label} aria-busy={busy}>
        {items.map(props.row)}
      </ul>
      {problem && <ProblemNotice problem={problem} again={again} />}
      {more && (
        <button type="button" className="button" onClick={more}>
          {common.showMore}
        </button>
      )}
    </>
  );
}
