import { Phone as PhoneIcon } from "lucide-react";
import { type FormEvent, useCallback, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { dialled } from "./dialled";
import { usePhone } from "./PhoneProvider";
import { browserPhoneOf } from "./server";

/** Calls a number or a colleague's extension from this browser, showing one of the workspace's lines. */
export function CallForm() {
  const { phone: words } = useWords();
  const { session } = useSession();
  const written = useNumbers();
  const { state, phone } = usePhone();
  const load = useLoad(useCallback(() => choicesOf(session.member.id), [session.member.id]));
  const [number, setNumber] = useState("");
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<Problem>();

  function call(event: FormEvent) {
    event.preventDefault();
    const to = dialled(number);
    setError(to === null ? words.noNumber : undefined);
    if (to !== null) void phone.place(to);
  }

  return (
    <Shown load={load}>
      {({ softphone, shows, lines }) => (
        <form className="phone-call" onSubmit={call} noValidate>
          <Field label={words.numberOrExtension} error={error}>
            {(control) => (
              <input
                {...control}
                className="input"
                type="tel"
                autoComplete="off"
                value={number}
                onInput={({ currentTarget }) => setNumber(currentTarget.value)}
              />
            )}
          </Field>
          {lines.length > 1 && (
            <Field label={words.shows}>
              {(control) => (
                <select
                  {...control}
                  className="input"
                  value={shows ?? ""}
                  onInput={({ currentTarget: target }) => {
                    const line = target.value || null;
                    setProblem(undefined);
                    show(softphone, line).then(
                      () => load.state === "ready" && load.put({ ...load.data, shows: line }),
                      (refused: unknown) => setProblem(asProblem(refused)),
                    );
                  }}
                >
                  <option value="">{words.chooseLine}</option>
                  {lines.map((line) => (
                    <option key={line.id} value={line.id}>
                      {[line.name, written(line.number)].filter(Boolean).join(" · ")}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
          {problem && <ProblemNotice problem={problem} />}
          <div>
            <button type="submit" className="button" disabled={state.is !== "ready"}>
              <PhoneIcon size={18} aria-hidden />
              {words.call}
            </button>
          </div>
        </form>
      )}
    </Shown>
  );
}

/** A member's phone in the browser, the line that its calls show, and those that it could show. */
async function choicesOf(member: string) {
  const query = { callable_only: true, limit: 100 };
  const [softphone, { items }] = await Promise.all([
    browserPhoneOf(member),
    taken(api.GET("/api/v1/lines", { params: { query } })),
  ]);
  return { softphone: softphone.id, shows: softphone.line, lines: items };
}

async function show(softphone: string, line: string | null): Promise<void> {
  await taken(
    api.PATCH("/api/v1/softphones/{softphone}", { params: { path: { softphone } }, body: { line } }),
  );
}
