import { PhoneOff } from "lucide-react";
import { lazy, Suspense } from "react";
import { useWords } from "../i18n/I18n";
import { useWorkspace } from "../session/SessionGate";
import { Nothing } from "../ui/Nothing";
import { useWide } from "../ui/useWide";
import { Dialer } from "./Dialer";
import "./DialScreen.css";

const Recent = lazy(async () => ({ default: (await import("./Recent")).Recent }));

/** The dial pad; on a desk, where there is room, with the latest calls beside it. */
export function DialScreen() {
  const { dial } = useWords();
  const { voice } = useWorkspace();
  const wide = useWide();
  if (!voice)
    return (
      <Nothing icon={PhoneOff} title={dial.switchedOff}>
        <p>{dial.switchedOffDetail}</p>
      </Nothing>
    );
  return (
    <div className="dial">
      <h1 className="unseen">{dial.title}</h1>
      <Dialer />
      {wide && (
        <Suspense fallback={null}>
          <Recent />
        </Suspense>
      )}
    </div>
  );
}
