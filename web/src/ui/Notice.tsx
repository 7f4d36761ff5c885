import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const KINDS = { info: Info, warn: TriangleAlert, bad: CircleAlert };

/** Something that a person should know, with what to do about it. */
export function Notice(props: { kind: keyof typeof KINDS; title?: string; children?: ReactNode }) {
  const Icon = KINDS[props.kind];
  return (
    <div className={`notice notice-${props.kind}`} role={props.kind === "info" ? "status" : "alert"}>
      <Icon size={20} aria-hidden />
      <div>
        {props.title && <strong>{props.title}</strong>}
        {props.children}
      </div>
    </div>
  );
}
