import { useWords } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Mark } from "../ui/Mark";
import { Link } from "./router";
import { CONSOLE, consoleOf, SCREENS, type Screen } from "./screens";

/** The tabs at the bottom of a phone; at the side of a desk, with the console below them. */
export function Navigation({ current }: { current: Screen | undefined }) {
  const { common } = useWords();
  const { session } = useSession();
  const console = consoleOf(session);
  return (
    <nav className="navigation" aria-label={common.mainMenu}>
      <Mark />
      <Places screens={SCREENS} current={current} />
      {console.length > 0 && (
        <section className="navigation-console" aria-labelledby="navigation-console">
          <h2 id="navigation-console">{common.manage}</h2>
          <Places screens={console} current={current} />
        </section>
      )}
    </nav>
  );
}

/** The console's screens as a part of the settings of a phone, whose tabs have no room for them. */
export function ConsolePart() {
  const { common } = useWords();
  const { session } = useSession();
  const console = consoleOf(session);
  if (console.length === 0) return null;
  return (
    <nav className="card settings-part console-part" aria-label={common.manage}>
      <h2>{common.manage}</h2>
      <Places screens={console} current={undefined} />
    </nav>
  );
}

function Places({ screens, current }: { screens: readonly Screen[]; current: Screen | undefined }) {
  const { common } = useWords();
  return (
    <ul>
      {screens.map((screen) => (
        <li key={screen.path}>
          <Link
            className={holds(screen, current) ? "navigation-holds" : undefined}
            href={screen.path}
            aria-current={screen === current ? "page" : undefined}
          >
            <screen.icon size={22} strokeWidth={1.75} aria-hidden />
            <span>{common[screen.name]}</span>
            {screen.badge && <screen.badge />}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Whether a phone has its way to the screen that is shown below this one: the console is a part of the settings. */
function holds(screen: Screen, current: Screen | undefined): boolean {
  return screen.path === "/settings" && current !== undefined && CONSOLE.includes(current);
}
