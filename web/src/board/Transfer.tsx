import { type FormEvent, useCallback, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLines } from "../api/useLines";
import { useLoad } from "../api/useLoad";
import { useWords } from "../i18n/I18n";
import { NumberInput } from "../numbers/NumberInput";
import { useNumbers } from "../numbers/useNumbers";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import type { BoardCall } from "./board";

const members = () => taken(api.GET("/api/v1/members", { params: { query: { limit: 200 } } }));

/** Hands the other party of a call on: to a colleague, to a line, or to any number. */
export function Transfer(props: { call: BoardCall; contact: string; close: () => void }) {
  const { board, common } = useWords();
  const written = useNumbers();
  const people = useLoad(useCallback(members, []));
  const lines = useLines();
  const [to, setTo] = useState("");
  const [number, setNumber] = useState("");
  const [handing, setHanding] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const colleagues = people.state === "ready" ? people.data.items.filter((each) => each.active) : [];

  async function submit(event: FormEvent) {
    event.preventDefault();
    setHanding(true);
    setProblem(undefined);
    try {
      const path = { params: { path: { call: props.call.id } } };
      await taken(
        api.POST("/api/v1/calls/{call}/transfer", { ...path, body: { to: to || number, attended: false } }),
      );
      props.close();
    } catch (error) {
      setProblem(asProblem(error));
      setHanding(false);
    }
  }

  const about = problem?.about("to");
  return (
    <Dialog title={board.transferOf(props.contact)} close={props.close}>
      <form className="dialog-form" onSubmit={submit} noValidate>
        <p className="soft">{board.transferDetail(props.contact)}</p>
        <Field label={board.transferTo} error={to ? about : undefined}>
          {(control) => (
            <select {...control} className="input" value={to} onChange={(event) => setTo(event.target.value)}>
              <option value="">{board.otherNumber}</option>
              <optgroup label={board.colleagues}>
                {colleagues
                  .filter((each) => each.id !== props.call.member?.id)
                  .map((each) => (
                    <option key={each.id} value={each.id}>
                      {each.name}
                    </option>
                  ))}
              </optgroup>
              <optgroup label={board.lines}>
                {lines.map((line) => (
                  <option key={line.id} value={line.id}>
                    {line.name || written(line.number)}
                  </option>
                ))}
              </optgroup>
            </select>
          )}
        </Field>
        {to === "" && (
          <Field label={board.number} error={about}>
            {(control) => <NumberInput {...control} value={number} change={setNumber} />}
          </Field>
        )}
        {problem && !about && <ProblemNotice problem={problem} />}
        <div className="dialog-do">
          <button type="button" className="button" onClick={props.close}>
            {common.cancel}
          </button>
          <button type="submit" className="button button-main" disabled={handing || !(to || number)}>
            {board.transfer}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
