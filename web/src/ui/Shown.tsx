import type { ReactNode } from "react";
import type { Load } from "../api/useLoad";
import { ProblemNotice } from "./ProblemNotice";
import { Skeleton } from "./Skeleton";

/** What was loaded; until then a skeleton, and where it failed what to do. */
export function Shown<T>(props: { load: Load<T>; children: (data: T) => ReactNode }) {
  const { load } = props;
  switch (load.state) {
    case "loading":
      return <Skeleton />;
    case "failed":
      return <ProblemNotice problem={load.problem} again={load.again} />;
    case "ready":
      return props.children(load.data);
  }
}
