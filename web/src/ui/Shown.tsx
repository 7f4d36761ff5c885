import type { ReactNode } from "react";
import type { Load } from "../api/useLoad";
import { useWords } from "../i18n/I18n";
import { ProblemNotice } from "./ProblemNotice";

/** What was loaded; until then a skeleton, and where it failed what to do. */
export function Shown<T>(props: { load: Load<T>; children: (data: T) => ReactNode }) {
  const { common } = useWords();
  const { load } = props;
  switch (load.state) {
    case "loading":
      return (
        <div className="skeleton" role="status" aria-label={common.loading}>
          <span />
          <span />
          <span />
        </div>
      );
    case "failed":
      return <ProblemNotice problem={load.problem} again={load.again} />;
    case "ready":
      return props.children(load.data);
  }
}
