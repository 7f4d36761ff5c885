import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { useSession } from "../session/SessionGate";
import { type Standing, Stream } from "./stream";

const Context = createContext<Stream | null>(null);

/** Keeps the live stream open for everything below it. */
export function Live({ children }: { children: ReactNode }) {
  const { check, session } = useSession();
  const [stream] = useState(() => new Stream(check, session.member.id));
  useEffect(() => {
    stream.open();
    return () => stream.close();
  }, [stream]);
  return <Context value={stream}>{children}</Context>;
}

/** The live stream, to be told of what happens. */
export function useStream(): Stream {
  const stream = useContext(Context);
  if (stream === null) throw new Error("useStream needs <Live> above it");
  return stream;
}

/** Whether what is shown is what is. */
export function useStanding(): Standing {
  const stream = useStream();
  return useSyncExternalStore(stream.watch, stream.standing);
}
