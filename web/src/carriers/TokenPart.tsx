import { useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useConsoleWords } from "../i18n/console";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import type { Carrier } from "./carriers";
import { SecretField } from "./SecretField";

/** Changes the token that webhooks are signed with, in two steps, between which both are valid. */
export function TokenPart({ carrier, put }: { carrier: Carrier; put: (carrier: Carrier) => void }) {
  const { carriers: words } = useConsoleWords();
  const [token, setToken] = useState("");
  const [doing, setDoing] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const path = { params: { path: { trunk: carrier.trunk.id } } };

  async function act(asked: () => Promise<Carrier>) {
    setDoing(true);
    setProblem(undefined);
    try {
      put(await asked());
      setToken("");
    } catch (error) {
      setProblem(asProblem(error));
    }
    setDoing(false);
  }

  const both = carrier.tokens === 2;
  return (
    <Part title={words.changeToken} lead={both ? words.finishTokenLead : words.changeTokenLead}>
      {both ? (
        <div className="form-do">
          <button
            type="button"
            className="button"
            disabled={doing}
            onClick={() => act(() => taken(api.POST("/api/v1/carriers/{trunk}/finish-token", path)))}
          >
            {words.finishToken}
          </button>
        </div>
      ) : (
        <form
          className="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const body = { token: token.trim() };
            void act(() => taken(api.POST("/api/v1/carriers/{trunk}/next-token", { ...path, body })));
          }}
        >
          <SecretField
            label={words.nextToken}
            error={problem?.about("token")}
            value={token}
            change={setToken}
          />
          <div className="form-do">
            <button type="submit" className="button" disabled={doing || token.trim() === ""}>
              {doing ? words.trying : words.addToken}
            </button>
          </div>
        </form>
      )}
      {problem && problem.about("token") === undefined && <ProblemNotice problem={problem} />}
    </Part>
  );
}
