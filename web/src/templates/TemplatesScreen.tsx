import { MessageSquareQuote, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { everyTemplate } from "../composer/TemplatePicker";
import { filled, type Template } from "../composer/templates";
import { useTextWords } from "../i18n/texts";
import { useSession } from "../session/SessionGate";
import { Confirm } from "../ui/Confirm";
import { Nothing } from "../ui/Nothing";
import { Page } from "../ui/Page";
import { Shown } from "../ui/Shown";
import { Thing, Things } from "../ui/Things";
import { TemplateForm } from "./TemplateForm";
import "./TemplatesScreen.css";

/** The workspace's templates of texts: written, changed and deleted. */
export function TemplatesScreen() {
  const { templates } = useTextWords();
  const load = useLoad(everyTemplate);
  /** Which one is being changed; null for a new one. */
  const [open, setOpen] = useState<Template | null>();
  const done = () => {
    setOpen(undefined);
    load.again();
  };
  return (
    <Page
      title={templates.title}
      lead={templates.lead}
      narrow
      actions={
        <button type="button" className="button button-main" onClick={() => setOpen(null)}>
          <Plus size={18} aria-hidden />
          {templates.new}
        </button>
      }
    >
      {open !== undefined && (
        <TemplateForm key={open?.id} template={open} done={done} close={() => setOpen(undefined)} />
      )}
      <Shown load={load}>
        {(all) =>
          all.length === 0 ? (
            <Nothing icon={MessageSquareQuote} title={templates.none}>
              <p>{templates.noneDetail}</p>
            </Nothing>
          ) : (
            <div className="card templates">
              <Things label={templates.list}>
                {all.map((template) => (
                  <One
                    key={template.id}
                    template={template}
                    change={() => setOpen(template)}
                    again={load.again}
                  />
                ))}
              </Things>
            </div>
          )
        }
      </Shown>
    </Page>
  );
}

function One(props: { template: Template; change: () => void; again: () => void }) {
  const { templates } = useTextWords();
  const { template } = props;
  const params = { path: { template: template.id } };
  return (
    <Thing
      icon={MessageSquareQuote}
      name={template.name}
      detail={
        <p className="templates-text" dir="auto">
          {template.text}
        </p>
      }
      actions={
        <>
          <button
            type="button"
            className="button button-plain button-icon"
            aria-label={templates.change(template.name)}
            title={templates.change(template.name)}
            onClick={props.change}
          >
            <Pencil size={18} aria-hidden />
          </button>
          <Confirm
            className="button button-plain button-icon"
            label={<Trash2 size={18} aria-hidden />}
            name={templates.delete(template.name)}
            title={templates.deleteTitle}
            yes={templates.deleteYes}
            act={async () => {
              await taken(api.DELETE("/api/v1/message-templates/{template}", { params }));
              props.again();
            }}
          >
            <p>
              <strong>{template.name}</strong>
            </p>
            <p>{templates.deleteDetail}</p>
          </Confirm>
        </>
      }
    />
  );
}

/** A template as somebody would get it from whoever is signed in. */
export function Example({ text }: { text: string }) {
  const { templates } = useTextWords();
  const { member } = useSession().session;
  if (!text.trim()) return null;
  const known = { name: "Dana Ruiz", line: "Sales", member: member.name };
  return (
    <figure className="templates-example">
      <figcaption className="soft small">{templates.example}</figcaption>
      <p dir="auto">{filled(text, known).text}</p>
    </figure>
  );
}
