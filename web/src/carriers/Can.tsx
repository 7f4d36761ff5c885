import { Image, type LucideIcon, MessageSquare, Phone } from "lucide-react";
import { useConsoleWords } from "../i18n/console";

type Carries = { voice: boolean; sms: boolean; mms: boolean };

const ICONS: readonly (readonly [keyof Carries, LucideIcon])[] = [
  ["voice", Phone],
  ["sms", MessageSquare],
  ["mms", Image],
];

/** What a number can do. */
export function Can({ number }: { number: Carries }) {
  const { carriers: words } = useConsoleWords();
  return (
    <ul className="can small soft" aria-label={words.can}>
      {ICONS.filter(([name]) => number[name]).map(([name, Icon]) => (
        <li key={name}>
          <Icon size={14} aria-hidden />
          {words[name]}
        </li>
      ))}
    </ul>
  );
}
