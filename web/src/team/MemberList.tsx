import { UserPlus } from "lucide-react";
import { useCallback, useState } from "react";
import { api, taken } from "../api/client";
import { usePages } from "../api/usePages";
import { Link } from "../app/router";
import { type LineDuty, useDutyBoard } from "../board/useDutyBoard";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
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
  const duty = useDutyBoard();
  const lines = duty.state === "ready" ? duty.data : [];
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
        row={(member) => <Row key={member.id} member={member} phones={of(member.id)} lines={lines} />}
        nothing={null}
      />
      {me.role !== "agent" && <OpenLinks key={links} people={pages.items ?? []} />}
      {gone.length > 0 && (
        <details className="fold">
          <summary>{team.left(gone.length)}</summary>
          <ul className="rows card" aria-label={team.left(gone.length)}>
            {gone.map((member) => (
              <Row key={member.id} member={member} phones={[]} lines={[]} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Row(props: { member: Member; phones: readonly Softphone[]; lines: readonly LineDuty[] }) {
  const { words, format } = useI18n();
  const { team, settings, duty } = words;
  const written = useNumbers();
  const { member, phones, lines } = props;
  const { member: me } = useSession().session;
  const rung = lines.filter(({ agents }) => agents.some((agent) => agent.member === member.id));
  const on = rung.filter(({ agents }) => agents.some((agent) => agent.member === member.id && agent.on_duty));
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
          {rung.length > 0 && (
            <span className="soft small">
              {on.length === 0
                ? duty.others.off
                : team.onDutyFor(format.list(on.map((line) => line.name || written(line.number))))}
            </span>
          )}
        </span>
        {!member.active && <Badge>{team.hasLeft}</Badge>}
        {best && <PhoneState state={best} />}
      </Link>
    </li>
  );
}
