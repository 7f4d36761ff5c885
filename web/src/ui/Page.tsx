import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "../app/router";
import "./Page.css";

/** A screen of the console: where it leads back to, its title, what can be done, and its parts. */
export function Page(props: {
  title: ReactNode;
  /** What this screen is for, in a sentence. */
  lead?: ReactNode;
  back?: { href: string; words: string };
  /** Buttons beside the title. */
  actions?: ReactNode;
  /** For what is read from top to bottom. */
  narrow?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={props.narrow ? "page page-narrow" : "page"}>
      {props.back && (
        <Link className="back" href={props.back.href}>
          <ArrowLeft size={18} aria-hidden />
          {props.back.words}
        </Link>
      )}
      <div className="page-head">
        <h1>{props.title}</h1>
        {props.actions && <div className="page-do">{props.actions}</div>}
      </div>
      {props.lead && <p className="soft page-lead">{props.lead}</p>}
      {props.children}
    </div>
  );
}
