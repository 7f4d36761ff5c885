import { ArrowDown, ArrowLeft, ArrowUp, Trash2 } from "lucide-react";
import { type FormEvent, useCallback, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { Confirm } from "../ui/Confirm";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { useKept } from "../ui/useKept";
import { contactsChanged } from "./changed";
import { type FieldDefinition, useFields } from "./useFields";

/** The workspace's custom fields: added, renamed, put in order, removed. */
export function FieldsPage() {
  const { common, contacts } = useWords();
  const load = useFields();
  const [problem, setProblem] = useState<Problem>();

  async function tried(deed: () => Promise<unknown>) {
    setProblem(undefined);
    await deed().then(contactsChanged.tell, (error: unknown) => setProblem(asProblem(error)));
  }
  const change = (field: string, body: { name?: string; position?: number }) =>
    tried(() => taken(api.PATCH("/api/v1/contact-fields/{field}", { params: { path: { field } }, body })));

  return (
    <div className="contact">
      <Link className="back" href="/contacts">
        <ArrowLeft size={18} aria-hidden />
        {common.contacts}
      </Link>
      <h2 className="contacts-title">{contacts.ownFields}</h2>
      <p className="soft">{contacts.ownFieldsDetail}</p>
      <Shown load={load}>
        {(fields) => (
          <>
            {fields.length > 0 && (
              <ol className="card rows field-list">
                {fields.map((field, place) => (
                  <Row
                    key={field.id}
                    field={field}
                    place={place}
                    last={place === fields.length - 1}
                    change={change}
                  />
                ))}
              </ol>
            )}
            <AddField />
          </>
        )}
      </Shown>
      {problem && <ProblemNotice problem={problem} />}
    </div>
  );
}

function Row(props: {
  field: FieldDefinition;
  place: number;
  last: boolean;
  change: (field: string, body: { name?: string; position?: number }) => Promise<void>;
}) {
  const { contacts } = useWords();
  const { field, place, last, change } = props;
  const [name, setName] = useState(field.name);
  const rename = () => name.trim() && name !== field.name && void change(field.id, { name });
  return (
    <li className="field-row">
      <input
        className="input"
        aria-label={contacts.renameField(field.name)}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
        onBlur={rename}
        onKeyDown={(event) => event.key === "Enter" && rename()}
      />
      <button
        type="button"
        className="button button-plain button-icon"
        aria-label={contacts.fieldUp(field.name)}
        disabled={place === 0}
        onClick={() => void change(field.id, { position: place - 1 })}
      >
        <ArrowUp size={18} aria-hidden />
      </button>
      <button
        type="button"
        className="button button-plain button-icon"
        aria-label={contacts.fieldDown(field.name)}
        disabled={last}
        onClick={() => void change(field.id, { position: place + 1 })}
      >
        <ArrowDown size={18} aria-hidden />
      </button>
      <Confirm
        className="button button-plain button-icon"
        label={<Trash2 size={18} aria-hidden />}
        name={contacts.removeField(field.name)}
        title={contacts.removeFieldTitle(field.name)}
        yes={contacts.removeField(field.name)}
        act={async () => {
          const params = { path: { field: field.id } };
          await taken(api.DELETE("/api/v1/contact-fields/{field}", { params }));
          contactsChanged.tell();
        }}
      >
        <Used id={field.id} />
      </Confirm>
    </li>
  );
}

/** How many contacts would lose something. */
function Used({ id }: { id: string }) {
  const { contacts } = useWords();
  const ask = useCallback(
    () => taken(api.GET("/api/v1/contact-fields/{field}", { params: { path: { field: id } } })),
    [id],
  );
  return <Shown load={useLoad(ask)}>{({ used }) => <p>{contacts.removeFieldDetail(used)}</p>}</Shown>;
}

function AddField() {
  const { contacts } = useWords();
  const [name, keep] = useKept("contact-field.new");
  const [problem, setProblem] = useState<Problem>();

  async function add(event: FormEvent) {
    event.preventDefault();
    setProblem(undefined);
    try {
      await taken(api.POST("/api/v1/contact-fields", { body: { name } }));
      keep("");
      contactsChanged.tell();
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return (
    <form className="field-add" onSubmit={add}>
      <Field label={contacts.newField} error={problem?.message}>
        {(control) => (
          <input
            {...control}
            className="input"
            placeholder={contacts.fieldNameExample}
            value={name}
            onInput={(event) => keep(event.currentTarget.value)}
          />
        )}
      </Field>
      <button type="submit" className="button" disabled={!name.trim()}>
        {contacts.addField}
      </button>
    </form>
  );
}
