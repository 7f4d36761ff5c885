import { CircleAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { Choices } from "../ui/Choices";
import { Field } from "../ui/Field";
import { HoursPanel } from "./HoursPanel";
import type { Member, Route } from "./route";
import { WhomPanel } from "./WhomPanel";
import type { Clause } from "./words";

export type PartProps = {
  route: Route;
  change: (part: Partial<Route>) => void;
  people: readonly Member[];
};

/** Where one part of the route is changed. */
export function PartPanel(props: PartProps & { part: Clause; error: string | undefined; close: () => void }) {
  const { common } = useWords();
  const { route: words } = useConsoleWords();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>("input, select, button")?.focus();
  }, []);
  return (
    <section
      ref={box}
      className="route-panel"
      aria-label={words.parts[props.part]}
      onKeyDown={(event) => event.key === "Escape" && props.close()}
    >
      <h3>{words.parts[props.part]}</h3>
      {props.error && (
        <p className="field-error" role="alert">
          <CircleAlert size={16} aria-hidden />
          {props.error}
        </p>
      )}
      <Inside {...props} />
      <div>
        <button type="button" className="button" onClick={props.close}>
          {common.close}
        </button>
      </div>
    </section>
  );
}

function Inside(props: PartProps & { part: Clause }) {
  const { route: words } = useConsoleWords();
  const { route, change } = props;
  switch (props.part) {
    case "hours":
      return <HoursPanel {...props} />;
    case "whom":
      return <WhomPanel {...props} />;
    case "order":
      return (
        <Choices
          label={words.parts.order}
          value={route.order}
          choose={(order) => change({ order })}
          offered={[
            ["all", words.orders.all, words.orderHints.all],
            ["hunt", words.orders.hunt, words.orderHints.hunt],
          ]}
        />
      );
    case "ring":
      return (
        <Seconds
          label={words.ringFor}
          hint={words.ringHint}
          value={route.ring_seconds}
          change={(ring_seconds) => change({ ring_seconds })}
        />
      );
    case "unanswered":
      return (
        <>
          <Choices
            label={words.parts.unanswered}
            value={route.voicemail_on ? "voicemail" : "apology"}
            choose={(chosen) => change({ voicemail_on: chosen === "voicemail" })}
            offered={[
              ["voicemail", words.thens.voicemail, words.thenHints.voicemail],
              ["apology", words.thens.apology, words.thenHints.apology],
            ]}
          />
          {route.voicemail_on && (
            <Seconds
              label={words.longestMessage}
              value={route.message_seconds}
              change={(message_seconds) => change({ message_seconds })}
            />
          )}
        </>
      );
    case "closed":
      return (
        <Choices
          label={words.parts.closed}
          value={route.closed}
          choose={(closed) => change({ closed })}
          offered={[
            ["voicemail", words.closeds.voicemail],
            ["apology", words.closeds.apology],
          ]}
        />
      );
    case "shown":
      return (
        <Choices
          label={words.parts.shown}
          value={route.caller_id}
          choose={(caller_id) => change({ caller_id })}
          offered={[
            ["line", words.showns.line, words.shownHints.line],
            ["caller", words.showns.caller, words.shownHints.caller],
          ]}
        />
      );
    case "busy":
      return (
        <Choices
          label={words.parts.busy}
          value={route.ring_busy ? "rung" : "not"}
          choose={(chosen) => change({ ring_busy: chosen === "rung" })}
          offered={[
            ["rung", words.busies.rung],
            ["not", words.busies.not],
          ]}
        />
      );
    case "blocked":
      return (
        <Choices
          label={words.parts.blocked}
          value={route.blocked}
          choose={(blocked) => change({ blocked })}
          offered={[
            ["busy", words.meets.busy],
            ["announcement", words.meets.announcement],
            ["voicemail", words.meets.voicemail],
          ]}
        />
      );
  }
}

function Seconds(props: { label: string; hint?: string; value: number; change: (seconds: number) => void }) {
  return (
    <Field label={props.label} hint={props.hint}>
      {(control) => (
        <input
          {...control}
          className="input route-seconds"
          type="number"
          inputMode="numeric"
          min="1"
          value={props.value}
          onInput={(event) => {
            const seconds = event.currentTarget.valueAsNumber;
            if (Number.isInteger(seconds)) props.change(seconds);
          }}
        />
      )}
    </Field>
  );
}
