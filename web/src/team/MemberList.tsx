import { UserPlus } from "lucide-react";
import { useCallback, useState } from "react";
import { api, taken } from "../api/client";
import { usePages } from "../api/usePages";
import { Link } from "../app/router";
import { useI18n } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { PagedList } from "../ui/PagedList";
import { Badge } from "../ui/Things";
import { Invite } from "./Invite";
import { initialsOf, type Member } from "./member";
import { OpenLinks } from "./OpenLinks";
import { PhoneState } from "./PhoneState";
import { type Softphone, useSoftphones } from "./softphones";

const ORDER = ["registered", "unreachable", "switched_off", "signed_out"] as const;

/** Everybody, with their phones as they stand; who is invited and hasn't come yet; and those who left. */
export function MemberList() {
  const { words } = useI18n();
  const { team, common } = words;
  const { member: me } = useSession().session;
  const [inviting, setInviting] = useState(false);
  const [links, setLinks] = useState(0);
  const pages = usePages<Member>(
    useCallback((cursor: string | null) => {
      const query = { limit: 100, ...(cursor && { cursor }) };
      return taken(api.GET("/api/v1/members", { params: { query } }));
    }, []),
  );
  const phones = useSoftphones();
  const of = (id: string) =>
    phones.state === "ready" ? phones.data.filter((phone) => phone.member === id) : [];
  const gone = pages.items?.filter((member) => !member.active) ?? [];
  const here = { ...pages, items: pages.items?.filter((member) => member.active) };
  return (
    <div className="parts">
      <div className="parts-head">
        <h1>{common.team}</h1>
        {me.role !== "agent" && (
          <button type="button" className="button button-main" onClick={() => setInviting(true)}>
            <UserPlus size={18} aria-hidden />
            {team.invite}
          </button>
        )}
      </div>
      {inviting && (
        <Invite
          close={() => setInviting(false)}
          invited={() => {
            pages.again();
            setLinks(links + 1);
          }}
        />
      )}
      <PagedList
        label={common.team}
        pages={here}
        row={(member) => <Row key={member.id} member={member} phones={of(member.id)} />}
        nothing={null}
      />
      {me.role !== "agent" && <OpenLinks key={links} people={pages.items ?? []} />}
      {gone.length > 0 && (
        <details className="fold">
          <summary>{team.left(gone.length)}</summary>
          <ul className="rows card" aria-label={team.left(gone.length)}>
            {gone.map((member) => (
              <Row key={member.id} member={member} phones={[]} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Row({ member, phones }: { member: Member; phones: readonly Softphone[] }) {
  const { team, settings } = useI18n().words;
  const { member: me } = useSession().session;
  const best = ORDER.find((state) => phones.some((phone) => phone.state === state));
  return (
    <li>
      <Link className="row" href={`/team/${member.id}`}>
        <span className="person" aria-hidden>
          {initialsOf(member.name)}
        </span>
        <span className="row-main">
          <strong>
            {member.name}
            {member.id === me.id && <span className="soft"> ({team.you})</span>}
          </strong>
          <span className="soft small">
            {settings.role[member.role]}
            {member.extension && ` · ${team.extensionIs(member.extension)}`}
            {member.email && ` · ${member.email}`}
          </span>
        </span>
        {!member.active && <Badge>{team.hasLeft}</Badge>}
        {best && <PhoneState state={best} />}
      </Link>
    </li>
  );
}
