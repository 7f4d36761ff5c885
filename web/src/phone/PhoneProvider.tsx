import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { useSession } from "../session/SessionGate";
import { type Caller, useCaller } from "./caller";
import { carriesCalls, microphoneAllowed, openMicrophone } from "./devices";
import { useNotification } from "./notification";
import { Phone } from "./phone";
import { credentialsOf } from "./server";
import { Earpiece, ring, ringback } from "./sound";
import { onCall, type State } from "./state";
import { BrowserTabs } from "./tabs";

/** What this device remembers: whether it is its person's phone. */
const ON = "offhook.phone";

type Here = {
  state: State;
  /** Whom the call is with that rings or is up. */
  caller: Caller;
  phone: Phone;
  switchOn: (how?: { take: boolean }) => void;
  switchOff: () => void;
  /** Play at the speaker that was chosen just now. */
  speakerChosen: () => void;
};

const Context = createContext<Here | null>(null);

/** The phone in the browser. */
export function usePhone(): Here {
  const here = useContext(Context);
  if (here === null) throw new Error("usePhone needs <PhoneProvider> above it");
  return here;
}

/** The phone of whoever is signed in, for everything below it. It stays the same whichever screen is shown. */
export function PhoneProvider({ children, made }: { children: ReactNode; made?: Phone }) {
  const { session } = useSession();
  const member = session.member.id;
  const [earpiece] = useState(() => new Earpiece());
  const phone = useMemo(() => made ?? phoneOf(member, earpiece), [made, member, earpiece]);
  const state = useSyncExternalStore(
    useCallback((changed) => phone.subscribe(changed), [phone]),
    () => phone.state,
  );
  useRemembered(phone, `${ON}.${member}`);
  const asks = state.is === "ringing" && !state.call.ours;
  useTone(asks ? "ringing" : state.is === "calling" ? "calling" : null);
  const caller = useCaller(onCall(state));
  useNotification(asks, caller);
  useCarefulness(phone, onCall(state) !== null);

  const here = useMemo(
    () => ({
      state,
      caller,
      phone,
      switchOn(how?: { take: boolean }) {
        localStorage.setItem(`${ON}.${member}`, "on");
        void phone.switchOn(how);
      },
      switchOff() {
        localStorage.removeItem(`${ON}.${member}`);
        phone.switchOff();
      },
      speakerChosen: () => void earpiece.toDevice(),
    }),
    [state, caller, phone, member, earpiece],
  );
  return <Context value={here}>{children}</Context>;
}

function phoneOf(member: string, earpiece: Earpiece): Phone {
  return new Phone({
    tabs: new BrowserTabs(`offhook-phone-${member}`),
    able: carriesCalls(),
    openLine: async (ask, events) => (await import("./jssip")).openLine(ask, events),
    ask: credentialsOf(member),
    allowed: microphoneAllowed,
    microphone: openMicrophone,
    hear: (voice) => void earpiece.hear(voice),
  });
}

/** Switched on in one tab it is on in all of them, and after the next start of the browser; signed out it is off. */
function useRemembered(phone: Phone, key: string): void {
  useEffect(() => {
    const follow = () => {
      if (localStorage.getItem(key) !== null) void phone.switchOn({ quietly: true });
      else phone.switchOff();
    };
    const stored = (event: StorageEvent) => event.key === key && follow();
    const shownAgain = (event: PageTransitionEvent) => event.persisted && follow();
    if (localStorage.getItem(key) !== null) follow();
    window.addEventListener("storage", stored);
    window.addEventListener("pageshow", shownAgain);
    return () => {
      window.removeEventListener("storage", stored);
      window.removeEventListener("pageshow", shownAgain);
      phone.switchOff();
    };
  }, [phone, key]);
}

function useTone(is: "ringing" | "calling" | null): void {
  useEffect(() => {
    const tone = is === "ringing" ? ring() : is === "calling" ? ringback() : null;
    return () => tone?.stop();
  }, [is]);
}

/** Sign out with the page, ask before a call is lost with it, and connect as soon as there is a network again. */
function useCarefulness(phone: Phone, onCall: boolean): void {
  useEffect(() => {
    const gone = () => phone.switchOff();
    const back = () => phone.hurry();
    const seen = () => document.visibilityState === "visible" && phone.hurry();
    window.addEventListener("pagehide", gone);
    window.addEventListener("online", back);
    document.addEventListener("visibilitychange", seen);
    return () => {
      window.removeEventListener("pagehide", gone);
      window.removeEventListener("online", back);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [phone]);
  useEffect(() => {
    if (!onCall) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [onCall]);
}
