import { useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useTextWords } from "../i18n/texts";
import { useSession } from "../session/SessionGate";
import { ProblemNotice } from "../ui/ProblemNotice";
import type { Conversation } from "./conversations";
import { useMembers } from "./useMembers";

/** Who looks after a conversation, to be seen and changed; oneself first. */
export function Assignee(props: { conversation: Conversation; put: (as: Conversation) => void }) {
  const { conversation, put } = props;
  const { assign } = useTextWords();
  const me = useSession().session.member;
  const members = useMembers();
  const [problem, setProblem] = useState<Problem>();
  const now = conversation.assignee;
  const others = members.filter(({ id, active }) => active && id !== me.id);
  // Who left, or isn't here yet, is shown all the same.
  const known = now === null || now.id === me.id || others.some(({ id }) => id === now.id);

  async function choose(member: string | null) {
    setProblem(undefined);
    try {
      const params = { path: { conversation: conversation.id } };
      put(
        await taken(api.PUT("/api/v1/conversations/{conversation}/assignee", { params, body: { member } })),
      );
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return (
    <>
      <label className="assignee small">
        <span className="soft">{assign.label}</span>
        <select
          className="input"
          value={now?.id ?? ""}
          onChange={(event) => void choose(event.currentTarget.value || null)}
        >
          <option value="">{assign.nobody}</option>
          <option value={me.id}>{assign.me}</option>
          {!known && <option value={now?.id}>{now?.name}</option>}
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
