import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** An empty list: what would be here, and the first step. */
export function Nothing(props: { icon: LucideIcon; title: string; children?: ReactNode }) {
  const Icon = props.icon;
  return (
    <div className="nothing">
      <Icon size={32} strokeWidth={1.5} aria-hidden />
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}
