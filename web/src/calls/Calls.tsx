import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { useStream } from "../live/Live";
import { usePhone } from "../phone/PhoneProvider";
import { useSession } from "../session/SessionGate";
import type { Call } from "./call";
import { carriedBy } from "./carried";
import { CallKeeper } from "./keeper";

const Context = createContext<CallKeeper | null>(null);

/** Keeps one's own live calls, for the call bar and whoever places one. */
export function Calls({ children }: { children: ReactNode }) {
  const stream = useStream();
  const { session } = useSession();
  const [keeper] = useState(() => new CallKeeper(session.member.id));
  useEffect(() => keeper.follow(stream), [keeper, stream]);
  return <Context value={keeper}>{children}</Context>;
}

/** The call that the phone in this browser carries, once it is told of. */
export function useCarried(): Call | undefined {
  return carriedBy(usePhone().state, useCalls());
}

/** Places calls and ends them. */
export function useCallKeeper(): CallKeeper {
  const keeper = useContext(Context);
  if (keeper === null) throw new Error("useCallKeeper needs <Calls> above it");
  return keeper;
}

/** One's own calls that live, or have just ended; the latest first. */
export function useCalls(): readonly Call[] {
  const keeper = useCallKeeper();
  const calls = useSyncExternalStore(keeper.watch, keeper.calls);
  return useMemo(() => [...calls].reverse(), [calls]);
}
