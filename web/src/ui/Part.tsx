import type { LucideIcon } from "lucide-react";
import { type ReactNode, useId } from "react";
import "./Part.css";

/** A part of a page with a heading of its own, and beside that what can be done with all of it. */
export function Part(props: {
  title: string;
  icon?: LucideIcon;
  lead?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  const Icon = props.icon;
  return (
    <section className="card part" aria-labelledby={id}>
      <div className="part-head">
        <h2 id={id}>
          {Icon && <Icon size={20} aria-hidden />}
          {props.title}
        </h2>
        {props.actions}
      </div>
      {props.lead && <p className="soft">{props.lead}</p>}
      {props.children}
    </section>
  );
}
