import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import "./Things.css";

/** A short list of things, each with what can be done with it. */
export function Things(props: { label: string; children: ReactNode }) {
  return (
    <ul className="things" aria-label={props.label}>
      {props.children}
    </ul>
  );
}

/** One of them: what it is called, what else is known of it, and its buttons. */
export function Thing(props: {
  icon: LucideIcon;
  name: ReactNode;
  badge?: ReactNode;
  detail?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  const Icon = props.icon;
  return (
    <li className="thing">
      <Icon size={20} strokeWidth={1.75} aria-hidden />
      <div className="thing-main">
        <p className="thing-name">
          <strong>{props.name}</strong>
          {props.badge}
        </p>
        {props.detail && <div className="soft small">{props.detail}</div>}
        {props.children}
      </div>
      {props.actions && <div className="thing-do">{props.actions}</div>}
    </li>
  );
}

/** A word on a thing: how it stands, or what sets it apart. */
export function Badge(props: { kind?: "good" | "warn" | "bad" | "plain"; children: ReactNode }) {
  return <span className={`badge badge-${props.kind ?? "plain"}`}>{props.children}</span>;
}
