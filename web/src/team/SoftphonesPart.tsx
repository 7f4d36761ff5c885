import { Plus } from "lucide-react";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { useWords } from "../i18n/I18n";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { Things } from "../ui/Things";
import { Credentials } from "./Credentials";
import type { Member } from "./member";
import { NewSoftphone } from "./NewSoftphone";
import { OneSoftphone } from "./OneSoftphone";
import { useSoftphones } from "./softphones";

/** A member's softphones as they stand, live; made, renamed, switched off, given another secret, and removed here. */
export function SoftphonesPart({ member }: { member: Member }) {
  const { team } = useWords();
  const load = useSoftphones(member.id);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Schemas["NewSoftphoneView"]>();
  function show(view: Schemas["NewSoftphoneView"]) {
    setMaking(false);
    if (view.credentials) setMade(view);
    load.again();
  }
  return (
    <Part
      title={team.phones}
      actions={
        <button type="button" className="button" onClick={() => setMaking(true)}>
          <Plus size={18} aria-hidden />
          {team.addPhone}
        </button>
      }
    >
      {making && <NewSoftphone member={member} made={show} close={() => setMaking(false)} />}
      {made && <Credentials made={made} close={() => setMade(undefined)} />}
      <Shown load={load}>
        {(phones) =>
          phones.length === 0 ? (
            <p className="soft">{team.noPhones}</p>
          ) : (
            <Things label={team.phones}>
              {phones.map((phone) => (
                <OneSoftphone key={phone.id} phone={phone} changed={load.again} rotated={show} />
              ))}
            </Things>
          )
        }
      </Shown>
    </Part>
  );
}
