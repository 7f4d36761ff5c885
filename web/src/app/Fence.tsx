import { TriangleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { useWords } from "../i18n/I18n";
import { Nothing } from "../ui/Nothing";

/** Keeps a screen's fault from taking the others, and the call bar, down with it. */
export class Fence extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { common } = useWords();
  return (
    <Nothing icon={TriangleAlert} title={common.fault}>
      <p>{common.faultDetail}</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        {common.reload}
      </button>
    </Nothing>
  );
}
