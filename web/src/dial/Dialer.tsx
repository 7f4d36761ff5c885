import { lazy, Suspense } from "react";
import { useLoad } from "../api/useLoad";
import { useSession } from "../session/SessionGate";
import { Shown } from "../ui/Shown";
import { DialForm } from "./DialForm";
import { callableLines } from "./lines";

const PhoneDialer = lazy(async () => ({ default: (await import("./PhoneDialer")).PhoneDialer }));

/** The dial pad: a smartphone's, which calls by itself; else once it is known which lines can call. */
export function Dialer() {
  const { phone } = useSession().session;
  if (phone?.kind === "smartphone")
    return (
      <Suspense fallback={null}>
        <PhoneDialer phone={phone} />
      </Suspense>
    );
  return <Lines of={phone?.line} />;
}

/** The dial pad with the lines that can call; a landline's has its own line alone. */
function Lines({ of }: { of: string | undefined }) {
  const load = useLoad(callableLines);
  return (
    <Shown load={load}>
      {(lines) => <DialForm lines={of === undefined ? lines : lines.filter(({ id }) => id === of)} />}
    </Shown>
  );
}
