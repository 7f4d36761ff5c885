import { Undo2 } from "lucide-react";
import { useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { serverNow } from "../live/clock";
import { useNumbers } from "../numbers/useNumbers";
import { useSession, useWorkspace } from "../session/SessionGate";
import { Check } from "../ui/Choices";
import { Confirm } from "../ui/Confirm";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Standing } from "../ui/Standing";
import { Badge } from "../ui/Things";
import { useUndo } from "../ui/Undo";
import { Can } from "./Can";
import {
  type Standing as OfNumber,
  type OwnNumber,
  wantsDeciding,
  wantsSetting,
  wantsTaking,
} from "./carriers";

const KINDS: Record<OfNumber, "good" | "warn" | "bad" | "plain"> = {
  free: "plain",
  taken: "good",
  astray: "warn",
  kept: "plain",
  giving_back: "warn",
  gone: "bad",
};

type Put = (now: OwnNumber | undefined) => void;

/** A number of the account: what it is, where it leads, and what can be done with it. */
export function NumberRow(props: { trunk: string; number: OwnNumber; put: Put }) {
  const { carriers: words } = useConsoleWords();
  const { language } = useI18n();
  const { role } = useSession().session.member;
  const { country } = useWorkspace();
  const written = useNumbers();
  const [problem, setProblem] = useState<Problem>();
  const { number } = props;
  const abroad = number.country !== null && number.country !== country;
  const names = new Intl.DisplayNames(language, { type: "region" });
  const formerly = number.formerly && number.standing !== "free" && !wantsDeciding(number);
  return (
    <li className="own-number">
      <div className="own-number-what">
        <p className="own-number-name">
          <strong className="number">{written(number.number)}</strong>
          <Badge>{words.types[number.type]}</Badge>
          {abroad && number.country && <Badge>{names.of(number.country)}</Badge>}
        </p>
        <Can number={number} />
      </div>
      <div className="own-number-leads">
        <Standing kind={KINDS[number.standing]}>{words.standings[number.standing]}</Standing>
        <span className="small soft">
          {words.leads(number.leads, number.leads_to)}
          {formerly && ` · ${words.formerly(number.formerly)}`}
          {number.line && (
            <>
              {" · "}
              <Link href={`/lines/${number.line}`}>
                {number.line_name ? words.line(number.line_name) : words.itsLine}
              </Link>
            </>
          )}
        </span>
        <Why number={number} />
      </div>
      {role === "owner" && <Actions {...props} failed={setProblem} />}
      {problem && (
        <div className="own-number-problem">
          <ProblemNotice problem={problem} />
        </div>
      )}
    </li>
  );
}

/** What has happened to it that somebody must know. */
function Why({ number }: { number: OwnNumber }) {
  const { carriers: words } = useConsoleWords();
  const { format } = useI18n();
  if (number.standing === "gone") return <span className="small">{words.gone}</span>;
  if (number.standing === "giving_back") return <span className="small">{words.givingBack}</span>;
  if (number.standing !== "astray" || number.since === null) return null;
  return <span className="small">{words.astraySince(format.ago(number.since, serverNow()))}</span>;
}

function Actions(props: {
  trunk: string;
  number: OwnNumber;
  put: Put;
  failed: (problem: Problem | undefined) => void;
}) {
  const { carriers: words } = useConsoleWords();
  const written = useNumbers();
  const offerUndo = useUndo();
  const [doing, setDoing] = useState(false);
  const { trunk, number, put, failed } = props;
  const path = { params: { path: { trunk, number: number.number } } };

  async function act(asked: () => Promise<OwnNumber>, then?: () => void) {
    setDoing(true);
    failed(undefined);
    try {
      put(await asked());
      then?.();
    } catch (error) {
      failed(asProblem(error));
    }
    setDoing(false);
  }

  const take = () =>
    taken(
      api.POST("/api/v1/carriers/{trunk}/numbers/{number}/take", {
        ...path,
        body: { name: "", language: "en" },
      }),
    );
  const giveBack = async (remove_line: boolean, at_carrier = true) => {
    const body = { remove_line, at_carrier };
    put(
      (await taken(api.POST("/api/v1/carriers/{trunk}/numbers/{number}/give-back", { ...path, body }))) ??
        undefined,
    );
  };

  if (wantsTaking(number))
    return (
      <div className="own-number-do">
        <button
          type="button"
          className="button button-main"
          disabled={doing}
          onClick={() =>
            act(take, () =>
              offerUndo({
                words: words.taken(written(number.number)),
                undo: () => giveBack(number.line === null),
              }),
            )
          }
        >
          {doing ? words.taking : words.take}
        </button>
      </div>
    );
  return (
    <div className="own-number-do">
      {wantsSetting(number) && (
        <button type="button" className="button" disabled={doing} onClick={() => act(take)}>
          {words.setAgain}
        </button>
      )}
      {number.standing === "astray" && (
        <button
          type="button"
          className="button button-plain"
          disabled={doing}
          onClick={() => act(() => taken(api.POST("/api/v1/carriers/{trunk}/numbers/{number}/keep", path)))}
        >
          {words.keep}
        </button>
      )}
      <GiveBack number={number} act={giveBack} />
    </div>
  );
}

/** Asks whether it is to be given back, and what is to become of its line. */
function GiveBack(props: {
  number: OwnNumber;
  act: (removeLine: boolean, atCarrier?: boolean) => Promise<void>;
}) {
  const { carriers: words } = useConsoleWords();
  const written = useNumbers();
  const { number, act } = props;
  const [removeLine, setRemoveLine] = useState(number.line_added);
  const gone = number.standing === "gone";
  const shown = written(number.number);
  return (
    <Confirm
      className="button button-plain"
      label={
        <>
          <Undo2 size={18} aria-hidden />
          {gone ? words.forget : words.giveBack}
        </>
      }
      name={`${gone ? words.forget : words.giveBack}: ${shown}`}
      title={gone ? words.forgetQuestion(shown) : words.giveBackQuestion(shown)}
      yes={gone ? words.forget : words.giveBack}
      act={() => act(removeLine && number.line !== null, !gone)}
    >
      <div className="form">
        <p>{gone ? words.forgetDetail : words.giveBackDetail(number.formerly)}</p>
        {number.line !== null && (
          <Check checked={removeLine} change={setRemoveLine} hint={words.removeLineHint}>
            {words.removeLine(number.line_name || shown)}
          </Check>
        )}
      </div>
    </Confirm>
  );
}
