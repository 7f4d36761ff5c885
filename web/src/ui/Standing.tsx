import { CircleAlert, CircleCheck, CircleOff, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "./Things";

const KINDS = { good: CircleCheck, warn: TriangleAlert, bad: CircleAlert, plain: CircleOff };

/** How something stands, by an icon, a colour and a word. */
export function Standing(props: { kind: keyof typeof KINDS; children: ReactNode }) {
  const Icon = KINDS[props.kind];
  return (
    <Badge kind={props.kind}>
      <Icon size={14} aria-hidden />
      {props.children}
    </Badge>
  );
}
