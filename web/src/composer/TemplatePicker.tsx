import { MessageSquareQuote } from "lucide-react";
import { useState } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { Link } from "../app/router";
import { useTextWords } from "../i18n/texts";
import { useSession } from "../session/SessionGate";
import { Dialog } from "../ui/Dialog";
import { Shown } from "../ui/Shown";
import { filled, type Known, type Template } from "./templates";

/** The workspace's templates, by name. */
export async function everyTemplate(): Promise<readonly Template[]> {
  return (await taken(api.GET("/api/v1/message-templates"))).items;
}

/** A button that shows the templates, filled in as they would be written. */
export function TemplatePicker(props: {
  known: Known;
  choose: (text: string, missing: readonly string[]) => void;
}) {
  const { compose } = useTextWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button button-plain button-icon"
        aria-label={compose.templates}
        title={compose.templates}
        onClick={() => setOpen(true)}
      >
        <MessageSquareQuote size={20} aria-hidden />
      </button>
      {open && (
        <Dialog title={compose.templates} close={() => setOpen(false)}>
          <Choice
            known={props.known}
            choose={(text, missing) => {
              setOpen(false);
              props.choose(text, missing);
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function Choice(props: { known: Known; choose: (text: string, missing: readonly string[]) => void }) {
  const { compose } = useTextWords();
  const { role } = useSession().session.member;
  const load = useLoad(everyTemplate);
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  return (
    <Shown load={load}>
      {(all) => {
        const found = all.filter(
          ({ name, text }) => name.toLowerCase().includes(wanted) || text.toLowerCase().includes(wanted),
        );
        if (all.length === 0)
          return (
            <div className="templates-none">
              <p className="soft">{role === "agent" ? compose.noTemplatesAsk : compose.noTemplates}</p>
              {role !== "agent" && (
                <Link className="button" href="/templates">
                  {compose.toTemplates}
                </Link>
              )}
            </div>
          );
        return (
          <>
            {all.length > 5 && (
              <input
                className="input"
                type="search"
                aria-label={compose.findTemplate}
                placeholder={compose.findTemplate}
                value={typed}
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
            )}
            {found.length === 0 && <p className="soft">{compose.noSuchTemplate}</p>}
            <ul className="templates-choice">
              {found.map((template) => {
                const { text, missing } = filled(template.text, props.known);
                return (
                  <li key={template.id}>
                    <button type="button" onClick={() => props.choose(text, missing)}>
                      <strong>{template.name}</strong>
                      <span className="soft small" dir="auto">
                        {text}
                      </span>
                    </button>
                  </li>
                );
              })}
            </ul>
          </>
        );
      }}
    </Shown>
  );
}
