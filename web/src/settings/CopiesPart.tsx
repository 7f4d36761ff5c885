import { useCallback, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { useTextWords } from "../i18n/texts";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Choices } from "../ui/Choices";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";

type Copies = Schemas["MemberView"]["copies"];

/** How one is told on one's own phone of texts and voicemails while on duty. What is chosen counts at once. */
export function CopiesPart() {
  const { copies: words } = useTextWords();
  const written = useNumbers();
  const { id } = useSession().session.member;
  const [problem, setProblem] = useState<Problem>();
  const params = { path: { member: id } };
  const ask = useCallback(
    () => taken(api.GET("/api/v1/members/{member}", { params: { path: { member: id } } })),
    [id],
  );
  const load = useLoad(ask);

  async function choose(copies: Copies) {
    setProblem(undefined);
    try {
      load.put(await taken(api.PATCH("/api/v1/members/{member}", { params, body: { copies } })));
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return (
    <section className="card settings-part" aria-labelledby="settings-copies">
      <h2 id="settings-copies">{words.title}</h2>
      <p className="soft">{words.lead}</p>
      <Shown load={load}>
        {({ copies, number }) => (
          <Choices<Copies>
            label={words.title}
            value={copies}
            choose={(chosen) => void choose(chosen)}
            offered={[
              ["push", words.push, words.pushHint],
              ["text", words.text, number ? words.textHint(written(number)) : words.textNoNumber],
              ["none", words.none, words.noneHint],
            ]}
          />
        )}
      </Shown>
      {problem && <ProblemNotice problem={problem} />}
    </section>
  );
}
