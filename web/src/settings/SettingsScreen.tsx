import { LogOut } from "lucide-react";
import { Suspense, useState } from "react";
import { PasskeysPart } from "../account/PasskeysPart";
import { PasswordPart } from "../account/PasswordPart";
import { SessionsPart } from "../account/SessionsPart";
import { asProblem, type Problem } from "../api/problem";
import { ConsolePart } from "../app/Navigation";
import { chooseTheme, chosenTheme, THEMES, type Theme } from "../app/theme";
import { DutyPart } from "../duty/DutyPart";
import { useI18n } from "../i18n/I18n";
import { LANGUAGES, type Language } from "../i18n/languages";
import { KeysPart } from "../keys/KeysPart";
import { PhoneCard } from "../phone/PhoneCard";
import { PushCard } from "../push/PushCard";
import { useSession } from "../session/SessionGate";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import { CopiesPart } from "./CopiesPart";
import "./SettingsScreen.css";

/** What a person sets for themselves. */
export function SettingsScreen() {
  const { words } = useI18n();
  const { member } = useSession().session;
  return (
    <div className="settings">
      <h1>{words.common.settings}</h1>
      <You />
      <ConsolePart />
      <PhoneCard />
      <PushCard />
      <DutyPart />
      <Suspense fallback={null}>
        <CopiesPart />
      </Suspense>
      <Look />
      <PasswordPart />
      <PasskeysPart />
      <SessionsPart />
      <KeysPart member={member.id} />
    </div>
  );
}

function You() {
  const { settings } = useI18n().words;
  const { session, leave } = useSession();
  const [problem, setProblem] = useState<Problem>();
  return (
    <section className="card settings-part" aria-labelledby="settings-you">
      <h2 id="settings-you">{settings.you}</h2>
      <p>
        {session.member.name}
        <span className="soft"> · {settings.role[session.member.role]}</span>
      </p>
      {problem && <ProblemNotice problem={problem} />}
      <div>
        <button
          type="button"
          className="button"
          onClick={() => leave().catch((error: unknown) => setProblem(asProblem(error)))}
        >
          <LogOut size={18} aria-hidden />
          {settings.signOut}
        </button>
      </div>
      <p className="small soft">{settings.signOutDetail}</p>
    </section>
  );
}

function Look() {
  const { words, language, choose } = useI18n();
  const { settings } = words;
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <section className="card settings-part" aria-labelledby="settings-look">
      <h2 id="settings-look">{settings.look}</h2>
      <Field label={settings.language}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={language}
            onChange={(event) => choose(event.target.value as Language)}
          >
            {Object.entries(LANGUAGES).map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={settings.theme}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={theme}
            onChange={(event) => {
              const chosen = event.target.value as Theme;
              chooseTheme(chosen);
              setTheme(chosen);
            }}
          >
            {THEMES.map((each) => (
              <option key={each} value={each}>
                {settings.themes[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </section>
  );
}
