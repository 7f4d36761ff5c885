import { ArrowLeft, FileUp } from "lucide-react";
import { type DragEvent, useCallback, useEffect, useRef, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { go, Link } from "../app/router";
import { useI18n } from "../i18n/I18n";
import { Notice } from "../ui/Notice";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { contactsChanged } from "./changed";
import { ImportColumns } from "./ImportColumns";

export type Import = Schemas["OneImportView"];

/** How often it is asked how far an import has come. */
const ASKED_EVERY_MS = 700;

/** A file of contacts: brought, looked at, imported, and what it refused. */
export function ImportPage({ id }: { id: string | undefined }) {
  const { common, contacts } = useI18n().words;
  return (
    <div className="contact">
      <Link className="back" href="/contacts">
        <ArrowLeft size={18} aria-hidden />
        {common.contacts}
      </Link>
      <h2 className="contacts-title">{contacts.importTitle}</h2>
      {id ? <Brought id={id} /> : <Bring />}
    </div>
  );
}

function Bring() {
  const { contacts } = useI18n().words;
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function bring(file: File | undefined) {
    if (!file) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const made = await taken(
        api.POST("/api/v1/contacts/imports", {
          params: { query: { name: file.name.slice(0, 200) } },
          headers: { "Content-Type": "application/octet-stream" },
          body: file as unknown as string, // as the document describes bytes
          bodySerializer: (body) => body,
        }),
      );
      go(`/contacts/import/${made.id}`, { replace: true });
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
    if (input.current) input.current.value = "";
  }

  function dropped(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    void bring(event.dataTransfer?.files[0]);
  }

  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button within does the same */}
      <div
        className={`card import-drop${over ? " import-over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={dropped}
      >
        <FileUp size={32} strokeWidth={1.5} aria-hidden />
        <p>{contacts.importDetail}</p>
        <input
          ref={input}
          id="import-file"
          className="unseen"
          type="file"
          accept=".csv,.txt,.tsv,.vcf,text/csv,text/vcard"
          disabled={busy}
          onChange={(event) => void bring(event.currentTarget.files?.[0])}
        />
        <label className="button button-main" htmlFor="import-file">
          {busy ? contacts.importReading : contacts.importChoose}
        </label>
        <p className="soft small">{contacts.importKinds}</p>
      </div>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}

function Brought({ id }: { id: string }) {
  const ask = useCallback(
    () => taken(api.GET("/api/v1/contacts/imports/{batch}", { params: { path: { batch: id } } })),
    [id],
  );
  const load = useLoad<Import>(ask);
  const running = load.state === "ready" && load.data.state === "running";
  const { again } = load;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(again, ASKED_EVERY_MS);
    return () => {
      clearInterval(timer);
      contactsChanged.tell();
    };
  }, [running, again]);
  return (
    <Shown load={load}>
      {(found) =>
        found.state === "waiting" ? <ImportColumns found={found} started={again} /> : <Report found={found} />
      }
    </Shown>
  );
}

function Report({ found }: { found: Import }) {
  const { contacts } = useI18n().words;
  const counts = [
    [contacts.importAdded, found.added],
    [contacts.importUpdated, found.updated],
    [contacts.importUnchanged, found.unchanged],
    [contacts.importRefused, found.refused],
  ] as const;
  return (
    <section className="card import-report" aria-live="polite">
      <h3>{contacts.importStates[found.state]}</h3>
      <p className="soft">{found.file}</p>
      <progress value={found.done} max={found.rows} aria-label={contacts.importProgress} />
      <p>{contacts.importDone(found.done, found.rows)}</p>
      {found.problem && <Notice kind="bad" title={found.problem} />}
      <dl className="import-counts">
        {counts.map(([name, count]) => (
          <div key={name}>
            <dt className="soft small">{name}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      {found.refused > 0 && (
        <>
          <h3>{contacts.importRefusedRows}</h3>
          <div className="import-table">
            <table>
              <thead>
                <tr>
                  <th scope="col">{contacts.importLine}</th>
                  <th scope="col">{contacts.importWhy}</th>
                  <th scope="col">{contacts.importRow}</th>
                </tr>
              </thead>
              <tbody>
                {found.refusals.map((each) => (
                  <tr key={each.line}>
                    <td className="number">{each.line}</td>
                    <td>{each.reason}</td>
                    <td className="soft" dir="auto">
                      {each.cells.filter(Boolean).join(" · ")}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <a className="button" href={`/api/v1/contacts/imports/${found.id}/refused`} download>
            {contacts.importDownload}
          </a>
          <p className="soft small">{contacts.importAgain}</p>
        </>
      )}
      {found.state !== "running" && (
        <Link className="button button-plain" href="/contacts/import">
          {contacts.importAnother}
        </Link>
      )}
    </section>
  );
}
