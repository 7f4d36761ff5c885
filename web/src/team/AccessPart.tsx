import { Link2 } from "lucide-react";
import { useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Confirm } from "../ui/Confirm";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import { MadeLink } from "./MadeLink";
import type { Member } from "./member";

/** How a member gets in, and whether they may: a one-time link, signing out everywhere, leaving and coming back. */
export function AccessPart(props: {
  member: Member;
  own: boolean;
  manages: boolean;
  put: (member: Member) => void;
}) {
  const { team } = useWords();
  const { check } = useSession();
  const { member, own, manages } = props;
  const [made, setMade] = useState<Schemas["NewLinkView"]>();
  const [problem, setProblem] = useState<Problem>();
  const path = { params: { path: { member: member.id } } };

  async function makeLink() {
    setProblem(undefined);
    try {
      setMade(await taken(api.POST("/api/v1/members/{member}/link", path)));
    } catch (error) {
      setProblem(asProblem(error));
    }
  }
  async function signOut() {
    await taken(api.DELETE("/api/v1/sessions", { params: { query: { member: member.id } } }));
  }
  async function become(active: boolean) {
    props.put(await taken(api.PATCH("/api/v1/members/{member}", { ...path, body: { active } })));
    if (own) check();
  }

  if (!member.active) {
    return (
      <Part title={team.access} lead={team.hasLeftDetail(member.name)}>
        <div>
          <button
            type="button"
            className="button"
            onClick={() => become(true).catch((error: unknown) => setProblem(asProblem(error)))}
          >
            {team.takeBack(member.name)}
          </button>
        </div>
        {problem && <ProblemNotice problem={problem} />}
      </Part>
    );
  }
  return (
    <Part title={team.access} lead={own ? team.ownLinkLead : team.linkLead(member.name)}>
      {problem && <ProblemNotice problem={problem} />}
      <div className="form-do">
        <button type="button" className="button" onClick={makeLink}>
          <Link2 size={18} aria-hidden />
          {team.makeLink}
        </button>
        {!own && (
          <Confirm
            className="button"
            label={team.signOutEverywhere}
            title={team.signOutEverywhereOf(member.name)}
            yes={team.signOutEverywhere}
            act={signOut}
          >
            <p>{team.signOutEverywhereDetail}</p>
          </Confirm>
        )}
        {manages && (
          <Confirm
            className="button access-bad"
            label={team.letGo(member.name)}
            title={team.letGo(member.name)}
            yes={team.letGo(member.name)}
            act={() => become(false)}
          >
            <p>{team.letGoDetail}</p>
          </Confirm>
        )}
      </div>
      {made && <MadeLink made={made} close={() => setMade(undefined)} />}
    </Part>
  );
}
