import { useCallback, useEffect, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useStream } from "../live/Live";
import type { BoardCall } from "./board";
import { BoardKeeper } from "./keeper";

type Board = { calls: readonly BoardCall[] | undefined; problem: Problem | undefined; again: () => void };

/** The calls of the workspace that are up, kept so by the live stream. */
export function useBoard(): Board {
  const stream = useStream();
  const [calls, setCalls] = useState<readonly BoardCall[]>();
  const [problem, setProblem] = useState<Problem>();
  const [keeper] = useState(() => new BoardKeeper(setCalls));
  const again = useCallback(() => {
    keeper.list().then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(asProblem(error)),
    );
  }, [keeper]);
  useEffect(() => {
    again();
    return keeper.follow(stream, again);
  }, [stream, keeper, again]);
  return { calls, problem, again };
}
