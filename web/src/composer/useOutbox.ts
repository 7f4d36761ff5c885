import { useSyncExternalStore } from "react";
import { useSession } from "../session/SessionGate";
import { Outbox, type Pending } from "./outbox";
import { sendIn } from "./server";

const boxes = new Map<string, Outbox>();

function boxOf(member: string): Outbox {
  const there = boxes.get(member) ?? new Outbox(sendIn, `offhook.outbox.${member}`, window.localStorage);
  boxes.set(member, there);
  return there;
}

/** One's texts that are not with the server yet, of one conversation. They are on their way whichever screen is shown. */
export function useOutbox(conversation: string): { outbox: Outbox; pending: readonly Pending[] } {
  const outbox = boxOf(useSession().session.member.id);
  const all = useSyncExternalStore(outbox.watch, outbox.pending);
  return { outbox, pending: all.filter((each) => each.conversation === conversation) };
}
