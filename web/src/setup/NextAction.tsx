import { useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { NumberInput } from "../numbers/NumberInput";
import { useSession } from "../session/SessionGate";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import type { Next } from "./steps";

/** What is to be done for a step: a link to where, or the thing itself where it is small. */
export function NextAction(props: { next: Next; main: boolean; again: () => void }) {
  const { setup: words } = useConsoleWords();
  const { next } = props;
  const look = props.main ? "button button-main" : "button";
  switch (next.kind) {
    case "page":
      return (
        <Link className={look} href={next.href}>
          {next.words}
        </Link>
      );
    case "practice-trunk":
      return <PracticeTrunk look={look} again={props.again} />;
    case "own-number":
      return <OwnNumber look={look} again={props.again} />;
    case "ask-owner":
      return <p>{words.askOwner}</p>;
  }
}

/** On the practice network every trunk works, wherever it leads. */
const PRACTICE: Schemas["AddTrunkBody"] = {
  name: "practice",
  host: "127.0.0.1",
  transport: "udp",
  register: false,
  codecs: ["alaw", "ulaw", "g722", "opus"],
  number_format: "e164",
  foreign_caller_ids: false,
};

function PracticeTrunk({ look, again }: { look: string; again: () => void }) {
  const { setup: words } = useConsoleWords();
  const [problem, setProblem] = useState<Problem>();
  return (
    <>
      <button
        type="button"
        className={look}
        onClick={() =>
          taken(api.POST("/api/v1/trunks", { body: PRACTICE })).then(again, (error: unknown) =>
            setProblem(asProblem(error)),
          )
        }
      >
        {words.act.addPracticeTrunk}
      </button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}

function OwnNumber({ look, again }: { look: string; again: () => void }) {
  const { common } = useWords();
  const { setup: words } = useConsoleWords();
  const { id } = useSession().session.member;
  const [number, setNumber] = useState("");
  const [problem, setProblem] = useState<Problem>();

  async function save() {
    const path = { member: id };
    try {
      await taken(api.PATCH("/api/v1/members/{member}", { params: { path }, body: { number } }));
      again();
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return (
    <form
      className="setup-number"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field label={words.ownNumber} error={problem?.about("number")} hint={words.ownNumberHint}>
        {(control) => (
          <NumberInput
            {...control}
            autoComplete="tel"
            value={number}
            change={(text) => {
              setProblem(undefined);
              setNumber(text);
            }}
          />
        )}
      </Field>
      <button type="submit" className={look} disabled={number.trim() === ""}>
        {common.save}
      </button>
      {problem && problem.about("number") === undefined && <ProblemNotice problem={problem} />}
    </form>
  );
}
