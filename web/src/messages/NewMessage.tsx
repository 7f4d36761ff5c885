import { ArrowLeft, MessageSquarePlus } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { type Line, lineName } from "../api/useLines";
import { useLoad } from "../api/useLoad";
import { go, Link, usePlace } from "../app/router";
import { Composer } from "../composer/Composer";
import { newKey, sendTo, type Wish } from "../composer/server";
import { useDraft } from "../composer/useDraft";
import { NumberField } from "../dial/NumberField";
import { useWords } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { looksLikeNumber, plainNumber } from "../numbers/format";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Field } from "../ui/Field";
import { Nothing } from "../ui/Nothing";
import { Notice } from "../ui/Notice";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { useKept } from "../ui/useKept";
import { useWide } from "../ui/useWide";
import "../dial/DialScreen.css";
import "./Foot.css";

async function textingLines(): Promise<readonly Line[]> {
  const query = { limit: 200 };
  return (await taken(api.GET("/api/v1/lines", { params: { query } }))).items.filter(({ texts }) => texts);
}

/** A text to any number or contact, over a line that can text. /messages/new?to=+12025550122&over=+12025550100 begins one. */
export function NewMessage() {
  const { common } = useWords();
  const { start } = useTextWords();
  const wide = useWide();
  const load = useLoad(textingLines);
  return (
    <article className="pane conversation-page" aria-label={start.new}>
      {!wide && (
        <Link className="back" href="/messages">
          <ArrowLeft size={18} aria-hidden />
          {common.messages}
        </Link>
      )}
      <Shown load={load}>
        {(lines) => (lines[0] ? <Begin lines={lines} first={lines[0]} /> : <NoLine />)}
      </Shown>
    </article>
  );
}

function NoLine() {
  const { start } = useTextWords();
  const { role } = useSession().session.member;
  return (
    <div className="new-message">
      <Notice kind="warn" title={start.noLine}>
        <p>{role === "agent" ? start.noLineAsk : start.noLineDetail}</p>
        {role !== "agent" && (
          <Link className="button" href="/lines">
            {start.toLines}
          </Link>
        )}
      </Notice>
    </div>
  );
}

function Begin({ lines, first }: { lines: readonly Line[]; first: Line }) {
  const { start } = useTextWords();
  const written = useNumbers();
  const { searchParams } = usePlace();
  const { member } = useSession().session;
  const [typed, setTyped] = useState(() => searchParams.get("to") ?? "");
  const [name, setName] = useState("");
  const [kept, setKept] = useKept(`texts.from.${member.id}`);
  const [over, setOver] = useState(() => searchParams.get("over"));
  const [problem, setProblem] = useState<Problem>();
  const [draft, keeper] = useDraft(member.id, null);
  const field = useRef<HTMLInputElement>(null);
  /** The name of this wish: sent again after a broken connection, it sends no second text. */
  const wished = useRef({ of: "", key: "" });
  const line = lines.find(({ number }) => number === (over ?? kept)) ?? first;
  const number = looksLikeNumber(typed) && plainNumber(typed).length >= 3 ? plainNumber(typed) : "";
  const found = useCallback((who: string) => setName(who), []);
  const begun = useRef(typed !== "");
  useEffect(() => {
    if (!begun.current) field.current?.focus();
  }, []);

  async function send(wish: Wish) {
    const of = JSON.stringify([line.id, number, wish]);
    if (wished.current.of !== of) wished.current = { of, key: newKey() };
    setProblem(undefined);
    try {
      const { conversation } = await sendTo(line.id, number, wish, wished.current.key);
      await keeper.clear();
      go(`/messages/${conversation}`, { replace: true });
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    }
  }

  return (
    <>
      <header className="pane-head">
        <h2>{start.new}</h2>
        <div className="new-message-whom">
          <Field label={start.from} error={problem?.about("line")}>
            {(control) => (
              <select
                {...control}
                className="input"
                value={line.number}
                onChange={(event) => {
                  setOver(event.currentTarget.value);
                  setKept(event.currentTarget.value);
                }}
              >
                {lines.map((each) => (
                  <option key={each.id} value={each.number}>
                    {[each.name, written(each.number)].filter(Boolean).join(" · ")}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <NumberField
            field={field}
            label={start.to}
            example={start.toExample}
            typed={typed}
            name={name}
            change={(text, who = "") => {
              setTyped(text);
              setName(who);
              setProblem(undefined);
            }}
            found={found}
            error={problem?.about("to")}
          />
        </div>
      </header>
      <div className="entries messages-choose">
        <Nothing icon={MessageSquarePlus} title={start.new}>
          <p>{start.whom}</p>
        </Nothing>
      </div>
      {problem && !problem.about("to") && !problem.about("line") && <ProblemNotice problem={problem} />}
      <Composer
        draft={draft}
        keeper={keeper}
        recipient={{
          line: { id: line.id, name: lineName(line, written) },
          to: number,
          name: name || (number && written(number)),
        }}
        send={send}
      />
    </>
  );
}
