/** What the live stream tells. */

/** A leg as the live stream tells of it. */
export type LegNews = {
  id: string;
  role: "member" | "contact" | "forward" | "colleague";
  state: string;
  cause?: string;
};

/** A call as it is now. `at` is UTC microseconds. */
export type CallNews = {
  call: string;
  state: string;
  at: number;
  legs: readonly LegNews[];
  disposition?: string;
  reason?: string;
  talk_ms?: number;
};

/** What each kind of event carries. */
export type News = {
  reset: { calls: readonly CallNews[]; softphones: readonly SoftphoneNews[] };
  call: CallNews;
  softphone: SoftphoneNews;
  /** Something in it has changed that no call's event tells of. */
  conversation: { conversation: string; member?: string };
  /** Who is rung by a line may have changed. */
  duty: { line: string; at: number };
  /** Where a number of a carrier's account leads has changed. */
  number: { trunk: string; number: string; at: number };
  emergency: {
    call: string;
    name: string;
    number: string;
    put_through: boolean;
    detail: string;
    address: string;
  };
};

/** A softphone as it stands now. */
export type SoftphoneNews = {
  softphone: string;
  member: string;
  name: string;
  kind: string;
  state: string;
  since: number | null;
};

export type Kind = keyof News;

export const KINDS: readonly Kind[] = [
  "reset",
  "call",
  "softphone",
  "conversation",
  "duty",
  "number",
  "emergency",
];
