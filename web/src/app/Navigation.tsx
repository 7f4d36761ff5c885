import { useWords } from "../i18n/I18n";
import { Mark } from "../ui/Mark";
import { Link } from "./router";
import { SCREENS, type Screen } from "./screens";

/** The tabs: at the bottom of a phone, at the side of a desk. */
export function Navigation({ current }: { current: Screen | undefined }) {
  const { common } = useWords();
  return (
    <nav className="navigation" aria-label={common.mainMenu}>
      <Mark />
      <ul>
        {SCREENS.map((screen) => (
          <li key={screen.path}>
            <Link href={screen.path} aria-current={screen === current ? "page" : undefined}>
              <screen.icon size={22} strokeWidth={1.75} aria-hidden />
              <span>{common[screen.name]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
