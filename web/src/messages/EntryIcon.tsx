import {
  MessageSquareText,
  PhoneIncoming,
  PhoneMissed,
  PhoneOutgoing,
  StickyNote,
  Voicemail,
} from "lucide-react";
import { type Entry, isMissed } from "./conversations";

/** What kind of thing happened. The same is said in words beside it. */
export function EntryIcon({ entry, size }: { entry: Entry; size: number }) {
  const Icon = iconOf(entry);
  return <Icon size={size} aria-hidden />;
}

function iconOf(entry: Entry) {
  if (entry.kind === "note") return StickyNote;
  if (entry.kind === "message") return MessageSquareText;
  if (entry.voicemail) return Voicemail;
  if (isMissed(entry)) return PhoneMissed;
  return entry.direction === "inbound" ? PhoneIncoming : PhoneOutgoing;
}
