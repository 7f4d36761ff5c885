import { ArrowLeft, ArrowLeftRight, Merge } from "lucide-react";
import { useCallback, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { go, Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Confirm } from "../ui/Confirm";
import { Shown } from "../ui/Shown";
import { contactsChanged } from "./changed";

type Preview = Schemas["MergePreviewView"];
type Difference = Preview["differences"][number];

/** What two contacts would be as one, what is kept of both to be chosen, before it is done. */
export function MergePage({ id, other }: { id: string; other: string }) {
  const { contacts } = useWords();
  const ask = useCallback(
    () =>
      taken(
        api.POST("/api/v1/contacts/{contact}/merge/preview", {
          params: { path: { contact: id } },
          body: { other },
        }),
      ),
    [id, other],
  );
  const load = useLoad(ask);
  return (
    <div className="contact">
      <Link className="back" href={`/contacts/${id}`}>
        <ArrowLeft size={18} aria-hidden />
        {contacts.back}
      </Link>
      <h2 className="contacts-title">{contacts.mergeTitle}</h2>
      <Shown load={load}>{(preview) => <Choosing id={id} other={other} preview={preview} />}</Shown>
    </div>
  );
}

function Choosing({ id, other, preview }: { id: string; other: string; preview: Preview }) {
  const { contacts } = useWords();
  const written = useNumbers();
  const { result, differences } = preview;
  const [chosen, setChosen] = useState<Record<string, Difference["kept"]>>({});
  const value = (field: string, kept: Difference["kept"]) => chosen[field] ?? kept;
  const name = String(value("name", result.name));

  async function merge() {
    const { name: chosenName, ...fields } = chosen;
    const body = { other, ...(chosenName !== undefined && { name: String(chosenName) }), fields };
    await taken(api.POST("/api/v1/contacts/{contact}/merge", { params: { path: { contact: id } }, body }));
    contactsChanged.tell();
    go(`/contacts/${id}`, { replace: true });
  }

  return (
    <>
      {differences.map((each) => (
        <fieldset key={each.field} className="card merge-choice">
          <legend className="field-label">{each.field === "name" ? contacts.name : each.field}</legend>
          {[each.kept, each.dropped].map((option, place) => (
            <label key={place} className="merge-option">
              <input
                type="radio"
                name={each.field}
                checked={value(each.field, each.kept) === option}
                onChange={() => setChosen({ ...chosen, [each.field]: option })}
              />
              {String(option)}
            </label>
          ))}
        </fieldset>
      ))}
      <section className="card merge-result" aria-labelledby="merge-result">
        <h3 id="merge-result">{contacts.mergeResult}</h3>
        <dl>
          <dt>{contacts.name}</dt>
          <dd>{name}</dd>
          <dt>{contacts.number}</dt>
          <dd>{result.numbers.map(written).join(", ")}</dd>
          {Object.entries(result.fields).map(([field, kept]) => (
            <Fact key={field} name={field} value={String(value(field, kept))} />
          ))}
          {result.notes && <Fact name={contacts.notes} value={result.notes} />}
          <dt>{contacts.calls}</dt>
          <dd>{contacts.mergeBrings(preview.calls, preview.conversations)}</dd>
        </dl>
      </section>
      <div className="contact-form-do">
        <Confirm
          className="button button-main"
          label={
            <>
              <Merge size={18} aria-hidden />
              {contacts.merge}
            </>
          }
          title={contacts.mergeConfirm(name)}
          yes={contacts.merge}
          act={merge}
        >
          <p>{contacts.mergeConfirmDetail}</p>
        </Confirm>
        <Link className="button button-plain" href={`/contacts/${other}/merge/${id}`}>
          <ArrowLeftRight size={18} aria-hidden />
          {contacts.mergeSwap}
        </Link>
      </div>
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </>
  );
}
