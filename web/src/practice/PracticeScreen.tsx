import { Smartphone } from "lucide-react";
import { type Line, lineName, useLines } from "../api/useLines";
import { Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Nothing } from "../ui/Nothing";
import { Notice } from "../ui/Notice";
import { Skeleton } from "../ui/Skeleton";
import { AddPhone } from "./AddPhone";
import { PracticePhone } from "./PracticePhone";
import { useNames } from "./useNames";
import { usePhones } from "./usePhones";
import "./PracticeScreen.css";

/** Phones on the screen, with which any call can be played without a carrier. */
export function PracticeScreen() {
  const { common, practice } = useWords();
  const { session } = useSession();
  if (session.member.role === "agent")
    return (
      <Notice kind="info" title={common.notAllowed}>
        <p>{common.notAllowedDetail}</p>
      </Notice>
    );
  if (!session.practice)
    return (
      <Nothing icon={Smartphone} title={practice.elsewhere}>
        <p>{practice.elsewhereDetail}</p>
      </Nothing>
    );
  return <Phones />;
}

function Phones() {
  const { common, practice } = useWords();
  const { phones, away, put } = usePhones();
  const lines = useLines();
  const written = useNumbers();
  const names = useNames(lines);
  const named = (line: Line) => ({ id: line.id, number: line.number, name: lineName(line, written) });
  const callable = lines.filter((line) => line.voice).map(named);
  const texting = lines.filter((line) => line.texts).map(named);
  return (
    <div className="practice">
      <div>
        <h1>{common.practice}</h1>
        <p className="soft practice-intro">{practice.detail}</p>
      </div>
      {away && (
        <Notice kind="warn">
          <p>{practice.away}</p>
        </Notice>
      )}
      <div className="practice-help">
        <details className="card">
          <summary>{practice.tryThis}</summary>
          <ol>
            {practice.scenarios.map((each) => (
              <li key={each.name}>
                <strong>{each.name}</strong>
                <p className="soft">{each.how}</p>
              </li>
            ))}
          </ol>
          <Link className="button" href="/dial">
            {common.toDial}
          </Link>
        </details>
        <details className="card">
          <summary>{practice.limits}</summary>
          <ul>
            {practice.unlike.map((each) => (
              <li key={each} className="soft">
                {each}
              </li>
            ))}
          </ul>
        </details>
      </div>
      <AddPhone added={put} />
      {phones === undefined ? (
        <Skeleton />
      ) : phones.length === 0 ? (
        <Nothing icon={Smartphone} title={practice.none}>
          <p>{practice.noneDetail}</p>
        </Nothing>
      ) : (
        <ul className="practice-phones" aria-label={practice.list}>
          {phones.map((phone) => (
            <PracticePhone
              key={phone.number}
              phone={phone}
              lines={callable}
              texting={texting}
              names={names}
              put={put}
            />
          ))}
        </ul>
      )}
    </div>
  );
}
