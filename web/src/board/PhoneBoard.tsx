import { AppWindow, Phone } from "lucide-react";
import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { Where } from "../team/OneSoftphone";
import { PhoneState } from "../team/PhoneState";
import { useSoftphones } from "../team/softphones";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { Thing, Things } from "../ui/Things";

const members = () => taken(api.GET("/api/v1/members", { params: { query: { limit: 200 } } }));

/** Which softphones can be rung now; an agent sees their own. */
export function PhoneBoard() {
  const { board, team } = useWords();
  const load = useSoftphones();
  const people = useLoad(useCallback(members, []));
  const names = new Map(
    people.state === "ready" ? people.data.items.map(({ id, name }) => [id, name] as const) : [],
  );
  return (
    <Part title={board.phones}>
      <Shown load={load}>
        {(phones) =>
          phones.length === 0 ? (
            <p className="soft">{board.noPhones}</p>
          ) : (
            <Things label={board.phones}>
              {phones.map((phone) => (
                <Thing
                  key={phone.id}
                  icon={phone.kind === "browser" ? AppWindow : Phone}
                  name={
                    <Link href={`/team/${phone.member}`}>
                      {board.phoneOf(names.get(phone.member) ?? "", phone.name || team.kinds[phone.kind])}
                    </Link>
                  }
                  badge={<PhoneState state={phone.state} />}
                  detail={<Where phone={phone} />}
                />
              ))}
            </Things>
          )
        }
      </Shown>
    </Part>
  );
}
