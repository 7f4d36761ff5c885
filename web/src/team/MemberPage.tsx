import { ArrowLeft } from "lucide-react";
import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Shown } from "../ui/Shown";
import { Badge } from "../ui/Things";
import { AccessPart } from "./AccessPart";
import { MemberDuty } from "./MemberDuty";
import { MemberFacts } from "./MemberFacts";
import { MemberForm } from "./MemberForm";
import { MemberLimits } from "./MemberLimits";
import { type Member, mayManage } from "./member";
import { PinPart } from "./PinPart";
import { SoftphonesPart } from "./SoftphonesPart";

/** One member: what a role may not do is not offered. */
export function MemberPage({ id }: { id: string }) {
  const { common } = useWords();
  const { session, renew } = useSession();
  const ask = useCallback(
    () => taken(api.GET("/api/v1/members/{member}", { params: { path: { member: id } } })),
    [id],
  );
  const load = useLoad(ask);
  function put(member: Member) {
    load.put(member);
    if (member.id === session.member.id) void renew();
  }
  return (
    <div className="parts">
      <Link className="back" href="/team">
        <ArrowLeft size={18} aria-hidden />
        {common.team}
      </Link>
      <Shown load={load}>{(member) => <OneMember member={member} put={put} />}</Shown>
    </div>
  );
}

function OneMember({ member, put }: { member: Member; put: (member: Member) => void }) {
  const { team, settings } = useWords();
  const me = useSession().session.member;
  const [own, manages] = [me.id === member.id, mayManage(me, member)];
  return (
    <>
      <div className="parts-head">
        <h1>
          {member.name}
          {own && <span className="soft"> ({team.you})</span>}
        </h1>
        <Badge>{member.active ? settings.role[member.role] : team.hasLeft}</Badge>
      </div>
      {manages ? (
        <MemberForm member={member} put={put} />
      ) : (
        <MemberFacts member={member} put={put} own={own} />
      )}
      {member.active && (
        <>
          <MemberDuty member={member} changes={own || me.role !== "agent"} />
          {(own || me.role !== "agent") && <SoftphonesPart member={member} />}
          {(own || manages) && <PinPart member={member} />}
          {me.role === "owner" && <MemberLimits member={member.id} />}
        </>
      )}
      {(own || manages) && <AccessPart member={member} own={own} manages={manages} put={put} />}
    </>
  );
}
