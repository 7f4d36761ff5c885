import { Problem } from "../api/problem";
import { Link, usePlace } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { ProblemNotice } from "../ui/ProblemNotice";
import { AuditLog } from "./AuditLog";
import { LimitsPart } from "./LimitsPart";
import { SettingsPart } from "./SettingsPart";
import { WorkspaceKeys } from "./WorkspaceKeys";
import "../ui/Pages.css";
import "./WorkspaceScreen.css";

const PAGES = ["settings", "limits", "keys", "audit"] as const;

type Page = (typeof PAGES)[number];

/** What holds for the whole workspace. Owners' pages are offered to owners. */
export function WorkspaceScreen() {
  const { common, workspace: words } = useWords();
  const [, , named] = usePlace().pathname.split("/");
  const { role } = useSession().session.member;
  const page = PAGES.find((each) => each === named) ?? "settings";
  const offered = PAGES.filter((each) => each !== "audit" || role === "owner");
  return (
    <div className="parts workspace">
      <h1>{common.workspace}</h1>
      <nav className="pages" aria-label={common.workspace}>
        {offered.map((each) => (
          <Link
            key={each}
            href={each === "settings" ? "/workspace" : `/workspace/${each}`}
            aria-current={each === page ? "page" : undefined}
          >
            {words.pages[each]}
          </Link>
        ))}
      </nav>
      {role === "agent" ? (
        <ProblemNotice problem={new Problem("forbidden", 403, "", "")} />
      ) : (
        <Shown page={page} role={role} />
      )}
    </div>
  );
}

function Shown({ page, role }: { page: Page; role: "owner" | "manager" }) {
  switch (page) {
    case "settings":
      return <SettingsPart />;
    case "limits":
      return <LimitsPart changes={role === "owner"} />;
    case "keys":
      return <WorkspaceKeys />;
    case "audit":
      if (role === "owner") return <AuditLog />;
      return <ProblemNotice problem={new Problem("forbidden", 403, "", "")} />;
  }
}
