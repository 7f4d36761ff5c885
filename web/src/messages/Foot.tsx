import { MessageSquareText, StickyNote } from "lucide-react";
import { useState } from "react";
import { lineName, useLines } from "../api/useLines";
import { Composer } from "../composer/Composer";
import type { Draft, DraftKeeper } from "../composer/drafts";
import type { Wish } from "../composer/server";
import { useWords } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { useNumbers } from "../numbers/useNumbers";
import type { Conversation } from "./conversations";
import { NoteComposer, noteBegun } from "./NoteComposer";
import { type Consenting, OptedOut } from "./OptedOut";
import "./Foot.css";

type Writing = {
  conversation: Conversation;
  consent: Consenting;
  draft: Draft;
  keeper: DraftKeeper;
  send: (wish: Wish) => Promise<boolean>;
  refresh: () => Promise<void>;
};

/** Where something is written into a conversation: a text, where its line can text, or a note for the others. */
export function Foot(props: Writing) {
  const { conversation, draft, refresh } = props;
  const { text } = useTextWords();
  const line = useLines().find(({ id }) => id === conversation.line.id);
  const number = conversation.contact?.number;
  const texts = line?.texts === true && number != null;
  const [note, setNote] = useState(() => noteBegun(conversation.id) && draft.text === "");
  if (line === undefined) return null;
  return (
    <div className="foot">
      {texts && (
        <fieldset className="foot-choice">
          <legend className="unseen">{text.write}</legend>
          <button type="button" aria-pressed={!note} onClick={() => setNote(false)}>
            <MessageSquareText size={16} aria-hidden />
            {text.text}
          </button>
          <button type="button" aria-pressed={note} onClick={() => setNote(true)}>
            <StickyNote size={16} aria-hidden />
            {text.note}
          </button>
        </fieldset>
      )}
      {texts && !note ? (
        <Text {...props} number={number} line={line} />
      ) : (
        <NoteComposer id={conversation.id} added={refresh} />
      )}
    </div>
  );
}

function Text(props: Writing & { number: string; line: Parameters<typeof lineName>[0] }) {
  const { common } = useWords();
  const { conversation, draft, keeper, send, number, line } = props;
  const written = useNumbers();
  const contact = conversation.contact;
  const who = contact?.name || written(number) || common.unknownCaller;
  const { latest, again } = props.consent;
  if (latest?.what === "out") return <OptedOut consent={latest} who={who} changed={again} />;
  const recipient = {
    line: { id: line.id, name: lineName(line, written) },
    to: number,
    name: who,
  };
  return <Composer draft={draft} keeper={keeper} recipient={recipient} send={send} />;
}
