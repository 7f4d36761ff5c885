import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { onSignedOut, sendCsrf } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { Mark } from "../ui/Mark";
import { ProblemNotice } from "../ui/ProblemNotice";
import { ChoosePassword } from "./ChoosePassword";
import { onOtherTabs, tellOtherTabs } from "./otherTabs";
import { SignIn } from "./SignIn";
import { openedByLink, type Session, signInByLink, signOut, whoIsSignedIn } from "./session";

type Here = {
  session: Session;
  /** Signs out. */
  leave: () => Promise<void>;
  /** Asks whether the session still holds; where it does not, the page to sign in on is shown. */
  check: () => void;
  /** Asks anew who is signed in and where, as after a change of that. */
  renew: () => Promise<void>;
};

const Context = createContext<Here | null>(null);

/** Who is signed in. */
export function useSession(): Here {
  const here = useContext(Context);
  if (here === null) throw new Error("useSession needs <SessionGate> above it");
  return here;
}

/** The settings of the workspace that they are signed in to. */
export function useWorkspace(): Session["workspace"] {
  return useSession().session.workspace;
}

type Known =
  | { state: "asking" }
  | { state: "unknown"; problem: Problem }
  | { state: "known"; session: Session | null; refused?: Problem }
  | { state: "choosing"; session: Session };

/** Whoever signs out is told nothing on this device any more. That must not keep them from signing out. */
async function quiet(member: string): Promise<void> {
  if (window.localStorage.getItem(`offhook.push.${member}`) === null) return;
  const { stopHere } = await import("../push/here");
  await stopHere(member).catch(() => {});
}

/** Shows the app to who is signed in, and to anybody else the page to sign in on, at the same address. */
export function SessionGate({ children }: { children: ReactNode }) {
  const [known, setKnown] = useState<Known>({ state: "asking" });

  const enter = useCallback((session: Session | null) => {
    sendCsrf(session?.csrf ?? null);
    setKnown({ state: "known", session });
  }, []);
  const ask = useCallback(() => {
    whoIsSignedIn().then(enter, (error: unknown) =>
      setKnown({ state: "unknown", problem: asProblem(error) }),
    );
  }, [enter]);
  useEffect(() => {
    onSignedOut(() => enter(null));
    const link = openedByLink();
    if (link === null) return ask();
    signInByLink(link).then(
      (session) => {
        enter(session);
        if (session && !session.phone) setKnown({ state: "choosing", session });
      },
      (error: unknown) => setKnown({ state: "known", session: null, refused: asProblem(error) }),
    );
  }, [ask, enter]);

  useEffect(() => onOtherTabs(ask), [ask]);

  const session = known.state === "known" ? known.session : null;
  const here = useMemo(
    () =>
      session && {
        session,
        async leave() {
          await quiet(session.member.id);
          await signOut(session.csrf);
          tellOtherTabs();
          enter(null);
        },
        check() {
          whoIsSignedIn().then(
            (still) => still === null && enter(null),
            () => {}, // a server that is away has signed nobody out
          );
        },
        async renew() {
          enter(await whoIsSignedIn());
        },
      },
    [session, enter],
  );
  if (here) return <Context value={here}>{children}</Context>;
  if (known.state === "asking") return null;
  if (known.state === "choosing") {
    return <ChoosePassword session={known.session} done={() => enter(known.session)} />;
  }
  if (known.state === "known") return <SignIn entered={enter} refused={known.refused} />;
  return (
    <main className="sign-in">
      <div className="sign-in-form card">
        <Mark />
        <ProblemNotice problem={known.problem} again={ask} />
      </div>
    </main>
  );
}
