import { useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import type { Phone } from "./phone";
import { has, KINDS, type Kind, type Plan, planOf, scriptOf, usual } from "./script";

const MOST_S = 600;

/** How a phone takes its next calls, in plain words. What is chosen counts at once. */
export function ScriptForm({ phone, put }: { phone: Phone; put: (phone: Phone) => void }) {
  const { practice } = useWords();
  const [problem, setProblem] = useState<Problem>();
  const plan = planOf(phone.takes_calls);
  async function choose(chosen: Plan) {
    setProblem(undefined);
    try {
      const params = { path: { number: phone.number } };
      put(await taken(api.PUT("/api/v1/practice/phones/{number}", { params, body: scriptOf(chosen) })));
    } catch (error) {
      setProblem(asProblem(error));
    }
  }
  return (
    <div className="practice-script">
      <Field label={practice.takes} error={problem?.message}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={plan?.kind ?? ""}
            onChange={(event) => choose(usual(event.target.value as Kind))}
          >
            {plan === undefined && <option value="">{practice.otherScript}</option>}
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {practice.kinds[kind]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {plan && (has(plan.kind, "after") || has(plan.kind, "keys")) && (
        <div className="practice-numbers">
          {has(plan.kind, "after") && (
            <Seconds
              label={practice.after}
              value={plan.after}
              change={(after) => choose({ ...plan, after: after ?? 0 })}
            />
          )}
          {has(plan.kind, "keys") && (
            <Field label={practice.presses}>
              {(control) => (
                <input
                  {...control}
                  key={plan.keys}
                  className="input"
                  inputMode="tel"
                  maxLength={32}
                  placeholder={practice.nothing}
                  defaultValue={plan.keys}
                  onBlur={(event) => {
                    const keys = event.target.value.replace(/[^0-9*#]/g, "");
                    event.target.value = keys;
                    if (keys !== plan.keys) choose({ ...plan, keys });
                  }}
                />
              )}
            </Field>
          )}
          {has(plan.kind, "hangsUp") && (
            <Seconds
              label={plan.kind === "vanishes" ? practice.vanishesAfter : practice.hangsUpAfter}
              value={plan.hangsUp}
              change={(hangsUp) =>
                choose({ ...plan, hangsUp: plan.kind === "vanishes" ? (hangsUp ?? 0) : hangsUp })
              }
            />
          )}
        </div>
      )}
    </div>
  );
}

function Seconds(props: { label: string; value: number | null; change: (seconds: number | null) => void }) {
  const { practice } = useWords();
  return (
    <Field label={props.label}>
      {(control) => (
        <input
          {...control}
          key={props.value}
          className="input"
          type="number"
          min={0}
          max={MOST_S}
          step="any"
          placeholder={practice.never}
          defaultValue={props.value ?? ""}
          onBlur={(event) => {
            const typed = event.target.value.trim();
            const seconds = typed === "" ? null : Math.min(MOST_S, Math.max(0, Number(typed)));
            if (seconds !== props.value) props.change(seconds);
          }}
        />
      )}
    </Field>
  );
}
