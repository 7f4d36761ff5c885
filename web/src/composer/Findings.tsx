import { CircleAlert, ImageOff, TriangleAlert } from "lucide-react";
import { useTextWords } from "../i18n/texts";
import type { Finding, Preflight } from "./server";

/** What an empty text has wrong with it needs no words. */
const SILENT = new Set(["empty"]);
/** The banner above the composer tells these, with more to it. */
const TOLD_ABOVE = new Set(["opted_out"]);

/** What is known against a text, in words, beside the place where it is written. */
export function Findings({ told, written }: { told: Preflight | undefined; written: boolean }) {
  const { compose } = useTextWords();
  if (told === undefined) return null;
  const findings = told.findings.filter(
    ({ code, level }) => !SILENT.has(code) && !TOLD_ABOVE.has(code) && (written || level === "stop"),
  );
  const said = findings.some(({ code }) => code === "no_mms" || code === "no_texting");
  return (
    <ul className="findings" aria-live="polite">
      {findings.map((finding) => (
        <One key={finding.code} finding={finding} />
      ))}
      {!told.pictures_allowed && !said && (
        <li className="finding finding-info">
          <ImageOff size={16} aria-hidden />
          {compose.noPictures}
        </li>
      )}
    </ul>
  );
}

function One({ finding }: { finding: Finding }) {
  const Icon = finding.level === "stop" ? CircleAlert : TriangleAlert;
  return (
    <li className={`finding finding-${finding.level}`}>
      <Icon size={16} aria-hidden />
      {finding.text}
    </li>
  );
}

/** Why it can't be sent as it stands, as far as is known. */
export function stopOf(told: Preflight | undefined): Finding | undefined {
  return told?.findings.find(({ code, level }) => level === "stop" && !SILENT.has(code));
}
