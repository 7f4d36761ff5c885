import { Pause, Play, Upload } from "lucide-react";
import { type ChangeEvent, useCallback, useId, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { Confirm } from "../ui/Confirm";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { usePlayback } from "../voicemail/usePlayback";

type Greeting = Schemas["GreetingView"];

/** What callers hear before the tone: to listen to, to replace, and to go back to the default. */
export function GreetingPart({ id }: { id: string }) {
  const { lines: words } = useConsoleWords();
  const path = { params: { path: { line: id } } };
  const load = useLoad(
    useCallback(
      () => taken(api.GET("/api/v1/lines/{line}/greeting", { params: { path: { line: id } } })),
      [id],
    ),
  );
  return (
    <section className="line-greeting" aria-labelledby="greeting">
      <h3 id="greeting">{words.greeting}</h3>
      <Shown load={load}>
        {(greeting) => (
          <>
            <Heard key={greeting.made_at} id={id} greeting={greeting} />
            <UploadGreeting id={id} put={load.put} />
            {greeting.recorded && (
              <div>
                <Confirm
                  className="button"
                  label={words.defaultGreeting}
                  title={words.defaultGreetingQuestion}
                  yes={words.defaultGreeting}
                  act={async () => load.put(await taken(api.DELETE("/api/v1/lines/{line}/greeting", path)))}
                >
                  <p>{words.defaultGreetingDetail}</p>
                </Confirm>
              </div>
            )}
          </>
        )}
      </Shown>
    </section>
  );
}

function Heard({ id, greeting }: { id: string; greeting: Greeting }) {
  const { lines: words } = useConsoleWords();
  if (!greeting.recorded)
    return (
      <>
        <p className="soft">{words.greetingSpoken}</p>
        <blockquote>{greeting.words}</blockquote>
      </>
    );
  return <Listen address={`/api/v1/lines/${id}/greeting/audio`} seconds={greeting.duration_seconds ?? 0} />;
}

function Listen({ address, seconds }: { address: string; seconds: number }) {
  const { words, format } = useI18n();
  const { lines } = useConsoleWords();
  const { playing, at, toggle, seek, problem } = usePlayback(address, 1, NOTHING);
  const Icon = playing ? Pause : Play;
  return (
    <>
      <div className="greeting-player">
        <button type="button" className="button" onClick={toggle}>
          <Icon size={18} aria-hidden />
          {playing ? words.voicemail.pause : lines.listen}
        </button>
        <input
          type="range"
          min="0"
          max={seconds}
          step="0.1"
          value={at}
          aria-label={words.voicemail.position}
          aria-valuetext={`${format.clock(at)} / ${format.clock(seconds)}`}
          onInput={(event) => seek(Number(event.currentTarget.value))}
        />
        <span className="number small soft">{format.clock(at > 0 ? at : seconds)}</span>
      </div>
      {problem && <ProblemNotice problem={problem} again={toggle} />}
    </>
  );
}

function UploadGreeting({ id, put }: { id: string; put: (greeting: Greeting) => void }) {
  const { lines: words } = useConsoleWords();
  const field = useId();
  const [sending, setSending] = useState<string>();
  const [problem, setProblem] = useState<Problem>();

  async function upload(event: ChangeEvent<HTMLInputElement>) {
    const input = event.currentTarget;
    const [file] = input.files ?? [];
    if (!file) return;
    setSending(file.name);
    setProblem(undefined);
    try {
      const sent = {
        params: { path: { line: id } },
        headers: { "Content-Type": "application/octet-stream" },
        body: file as unknown as string, // the document has no better word for bytes
        bodySerializer: (body: unknown) => body as Blob,
      };
      put(await taken(api.PUT("/api/v1/lines/{line}/greeting", sent)));
    } catch (error) {
      setProblem(asProblem(error));
    }
    setSending(undefined);
    input.value = "";
  }

  return (
    <>
      <div className="greeting-upload">
        <label className="button" htmlFor={field} data-busy={sending !== undefined}>
          <Upload size={18} aria-hidden />
          {sending === undefined ? words.upload : words.uploading(sending)}
        </label>
        <input
          id={field}
          className="unseen"
          type="file"
          accept=".wav,.mp3,.ogg,.oga,.opus,audio/*"
          disabled={sending !== undefined}
          onChange={upload}
        />
        <span className="small soft">{words.uploadHint}</span>
      </div>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}

const NOTHING = () => {};
