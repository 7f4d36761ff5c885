import { Compass, Lock } from "lucide-react";
import { Suspense, useEffect } from "react";
import { CallBar } from "../calls/CallBar";
import { useI18n, useWords } from "../i18n/I18n";
import { PhoneBar } from "../phone/PhoneBar";
import { PhoneProvider } from "../phone/PhoneProvider";
import { useSession } from "../session/SessionGate";
import { Nothing } from "../ui/Nothing";
import { Skeleton } from "../ui/Skeleton";
import { Connection } from "./Connection";
import { Fence } from "./Fence";
import { Navigation } from "./Navigation";
import { go, Link, usePlace } from "./router";
import { mayEnter, SCREENS, screenAt } from "./screens";
import { firstPage } from "./start";
import "./Shell.css";

const FIRST = SCREENS[0]?.path ?? "/";

/** What is around every screen: the tabs, and what is told whichever screen is shown. */
export function Shell() {
  const { common } = useWords();
  const { pathname } = usePlace();
  const screen = screenAt(pathname);
  const title = screen === undefined ? common.nothingHere : common[screen.name];
  const { role } = useSession().session.member;
  useEffect(() => {
    if (pathname === "/") void firstPage(role).then((path) => go(path, { replace: true }));
  }, [pathname, role]);
  useNotifications();
  useEffect(() => {
    document.title = `${title} – Offhook`;
  }, [title]);

  return (
    <PhoneProvider>
      <div className="shell">
        <a className="skip" href="#content">
          {common.skipToContent}
        </a>
        <Navigation current={screen} />
        <div className="shell-page">
          <Connection />
          <CallBar />
          <PhoneBar />
          <main id="content" className="shell-content">
            <Fence key={screen?.path}>
              <Suspense fallback={<Skeleton />}>
                {screen ? (
                  mayEnter(screen, role) ? (
                    <screen.body />
                  ) : (
                    <NotYours />
                  )
                ) : (
                  pathname !== "/" && <NotHere />
                )}
              </Suspense>
            </Fence>
          </main>
        </div>
      </div>
    </PhoneProvider>
  );
}

function NotYours() {
  const { common } = useWords();
  return (
    <Nothing icon={Lock} title={common.notAllowed}>
      <p>{common.notAllowedDetail}</p>
    </Nothing>
  );
}

/** Where somebody is notified on this device the server learns at each start how it is reached now. */
function useNotifications(): void {
  const { language } = useI18n();
  const me = useSession().session.member.id;
  useEffect(() => {
    if (window.localStorage.getItem(`offhook.push.${me}`) === null) return;
    void import("../push/here").then(({ keepTelling }) => keepTelling(me, language)).catch(() => {});
  }, [me, language]);
}

function NotHere() {
  const { common } = useWords();
  return (
    <Nothing icon={Compass} title={common.nothingHere}>
      <Link className="button" href={FIRST}>
        {common.toDial}
      </Link>
    </Nothing>
  );
}
