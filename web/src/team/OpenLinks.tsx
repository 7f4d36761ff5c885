import { Link2 } from "lucide-react";
import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useI18n } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Confirm } from "../ui/Confirm";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Thing, Things } from "../ui/Things";
import { type Member, mayManage } from "./member";

/** Invitations and sign-in links that nobody has used yet; nothing where there is none. */
export function OpenLinks({ people }: { people: readonly Member[] }) {
  const { words, format } = useI18n();
  const { team } = words;
  const { member: me } = useSession().session;
  const load = useLoad(useCallback(() => taken(api.GET("/api/v1/links")), []));
  if (load.state === "failed") return <ProblemNotice problem={load.problem} again={load.again} />;
  if (load.state === "loading" || load.data.items.length === 0) return null;
  const { items } = load.data;

  async function remove(link: string) {
    await taken(api.DELETE("/api/v1/links/{link}", { params: { path: { link } } }));
    load.put({ items: items.filter((each) => each.id !== link) });
  }

  return (
    <Part title={team.openLinks} lead={team.openLinksLead}>
      <Things label={team.openLinks}>
        {items.map((link) => {
          const whose = people.find((each) => each.id === link.member);
          const name = whose?.name ?? team.somebody;
          return (
            <Thing
              key={link.id}
              icon={Link2}
              name={name}
              detail={team.worksUntil(format.exact(link.expires_at))}
              actions={
                whose &&
                mayManage(me, whose) && (
                  <Confirm
                    label={team.removeLink}
                    name={team.removeLinkOf(name)}
                    title={team.removeLinkOf(name)}
                    yes={team.removeLink}
                    act={() => remove(link.id)}
                  >
                    <p>{team.removeLinkDetail}</p>
                  </Confirm>
                )
              }
            />
          );
        })}
      </Things>
    </Part>
  );
}
