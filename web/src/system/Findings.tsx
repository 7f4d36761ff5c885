import { CircleAlert, CircleCheck, RefreshCw, TriangleAlert } from "lucide-react";
import type { Schemas } from "../api/client";
import { useWords } from "../i18n/I18n";

type Finding = Schemas["FindingView"];

const ICONS = { good: CircleCheck, doubtful: TriangleAlert, bad: CircleAlert };
const ORDER = { bad: 0, doubtful: 1, good: 2 };

/** Each part of the installation, those first that need somebody. */
export function Findings({ findings, again }: { findings: readonly Finding[]; again: () => void }) {
  const { system } = useWords();
  const sorted = [...findings].sort((one, other) => ORDER[one.state] - ORDER[other.state]);
  const bad = findings.filter((each) => each.state === "bad").length;
  const doubtful = findings.filter((each) => each.state === "doubtful").length;
  return (
    <section className="card system-part" aria-labelledby="system-health">
      <div className="system-head">
        <div>
          <h2 id="system-health">{system.health}</h2>
          <p className="soft">
            {bad > 0 ? system.someBad(bad) : doubtful > 0 ? system.look(doubtful) : system.well}
          </p>
        </div>
        <button type="button" className="button" onClick={again}>
          <RefreshCw size={18} aria-hidden />
          {system.again}
        </button>
      </div>
      <ul className="findings">
        {sorted.map((finding) => (
          <Row key={finding.part} finding={finding} />
        ))}
      </ul>
    </section>
  );
}

function Row({ finding }: { finding: Finding }) {
  const { system } = useWords();
  const Icon = ICONS[finding.state];
  return (
    <li className={`finding finding-${finding.state}`}>
      <Icon size={20} aria-hidden />
      <div>
        <p>
          <strong>{finding.part}</strong>
          <span className="finding-state small">{system.states[finding.state]}</span>
        </p>
        <p className="soft">{finding.detail}</p>
        {finding.advice && <p>{finding.advice}</p>}
      </div>
    </li>
  );
}
