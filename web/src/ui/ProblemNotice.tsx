import type { Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { Notice } from "./Notice";

/** What went wrong and what to do about it, with a way to try again where that can help. */
export function ProblemNotice(props: { problem: Problem; again?: (() => void) | undefined }) {
  const { common } = useWords();
  const { problem, again } = props;
  const [title, detail] =
    problem.kind === "unreachable"
      ? [common.unreachable, common.unreachableDetail]
      : problem.status === 403
        ? [common.notAllowed, problem.message || common.notAllowedDetail]
        : [problem.title || common.failed, problem.message];
  return (
    <Notice kind={problem.status === 403 ? "info" : "bad"} title={title}>
      <p>{detail}</p>
      {again && problem.status !== 403 && (
        <button type="button" className="button" onClick={again}>
          {common.tryAgain}
        </button>
      )}
    </Notice>
  );
}
