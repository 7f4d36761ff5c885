import { Trash2 } from "lucide-react";
import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { go, Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Confirm } from "../ui/Confirm";
import { Notice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { BlockPart } from "./BlockPart";
import { FeePart } from "./FeePart";
import { GreetingPart } from "./GreetingPart";
import { LineBadge } from "./LineBadge";
import { LineForm } from "./LineForm";
import { type Line, lineOf, trunksThere } from "./lines";
import { MailPart } from "./MailPart";
import { PhonesPart } from "./PhonesPart";
import { RouteCard } from "./RouteCard";

/** One line, with everything that is set for it. */
export function LinePage({ id }: { id: string }) {
  const { common } = useWords();
  const { lines: words } = useConsoleWords();
  const written = useNumbers();
  const load = useLoad(
    useCallback(async () => {
      const [line, trunks] = await Promise.all([lineOf(id), trunksThere()]);
      return { line, trunks };
    }, [id]),
  );
  const line = load.state === "ready" ? load.data.line : undefined;
  return (
    <Page
      title={line ? line.name || written(line.number) : common.lines}
      lead={line?.name ? <span className="number">{written(line.number)}</span> : undefined}
      back={{ href: "/lines", words: common.lines }}
      actions={line && <LineBadge lacks={line.lacks} />}
    >
      <Shown load={load}>
        {({ line, trunks }) => (
          <>
            {line.lacks && <Lacking line={line} />}
            {line.leads_elsewhere !== null && <Astray line={line} to={line.leads_elsewhere} />}
            <div className="line-parts">
              <div className="line-column">
                <RouteCard id={id} />
                <PhonesPart line={line} />
                <Part title={words.voicemail}>
                  <GreetingPart id={id} />
                  <MailPart id={id} />
                </Part>
              </div>
              <div className="line-column">
                <Part title={words.numberAndName}>
                  <LineForm
                    kept={`line.${id}`}
                    trunks={trunks}
                    hint={line.hint}
                    saved={{
                      number: line.number,
                      name: line.name,
                      language: line.language,
                      voice: line.voice,
                      trunks: line.trunks,
                    }}
                    save={async ({ number: _, ...body }) => {
                      const path = { params: { path: { line: id } } };
                      const now = await taken(api.PATCH("/api/v1/lines/{line}", { ...path, body }));
                      load.put({ line: now, trunks });
                    }}
                  />
                </Part>
                <FeePart id={id} />
                <BlockPart line={line} />
                <RemoveLine line={line} />
              </div>
            </div>
          </>
        )}
      </Shown>
    </Page>
  );
}

/** Why no call can be placed from it, and what helps. */
function Lacking({ line }: { line: Line }) {
  const { lines: words } = useConsoleWords();
  if (line.lacks === null || line.lacks === "voice_off") return null;
  return (
    <Notice kind={line.lacks === "trunks_down" ? "bad" : "warn"} title={words.cannotCall}>
      <p>{words.lackHelp[line.lacks]}</p>
    </Notice>
  );
}

/** At its carrier somebody has led it elsewhere: where to set it again. */
function Astray({ line, to }: { line: Line; to: string }) {
  const { carriers: words } = useConsoleWords();
  const [trunk] = line.trunks;
  return (
    <Notice kind="warn" title={words.lineAstray}>
      <p>{words.lineAstrayDetail(to)}</p>
      {trunk && (
        <Link className="button" href={`/accounts/${trunk}`}>
          {words.seeCarrier}
        </Link>
      )}
    </Notice>
  );
}

function RemoveLine({ line }: { line: Line }) {
  const { lines: words } = useConsoleWords();
  const written = useNumbers();
  const name = line.name || written(line.number);
  return (
    <Part title={words.remove}>
      <p className="soft">{words.removeDetail}</p>
      <div>
        <Confirm
          className="button"
          label={
            <>
              <Trash2 size={18} aria-hidden />
              {words.remove}
            </>
          }
          title={words.removeQuestion(name)}
          yes={words.remove}
          act={async () => {
            await taken(api.DELETE("/api/v1/lines/{line}", { params: { path: { line: line.id } } }));
            go("/lines", { replace: true });
          }}
        >
          <p>{words.removeDetail}</p>
        </Confirm>
      </div>
    </Part>
  );
}
