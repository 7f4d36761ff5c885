import type { Schemas } from "../api/client";
import type { CallNews, LegNews } from "../live/stream";

type CallView = Schemas["CallView"];

export type CallState = CallView["state"];
export type Disposition = NonNullable<CallView["disposition"]>;
export type Cause = NonNullable<Schemas["LegView"]["cause"]>;
export type LegState = Schemas["LegView"]["state"];

/** A leg of a call that lives. Times are the server's, in milliseconds. */
export type Leg = {
  id: string;
  role: LegNews["role"];
  state: LegState;
  cause: Cause | null;
  /** When it came to be as it is. */
  since: number;
};

/** A call of one's own, as the server last told of it. */
export type Call = {
  id: string;
  direction: CallView["direction"];
  /** The other party. */
  name: string;
  number: string;
  line: string;
  /** One's own phone in it: a number, or the id of a softphone. */
  own: string;
  state: CallState;
  since: number;
  legs: readonly Leg[];
  talkingSince: number | null;
  /** Null while it lives. */
  over: { disposition: Disposition | null; talkSeconds: number } | null;
};

/** A call that this page has just asked for, of which nothing was told yet. */
export function placed(
  id: string,
  party: { name: string; number: string },
  line: string,
  now: number,
  own = "",
): Call {
  const direction = "outbound" as const;
  const beginning = {
    state: "ringing_member" as const,
    since: now,
    legs: [],
    talkingSince: null,
    over: null,
  };
  return { id, direction, ...party, line, own, ...beginning };
}

/** A call as its record tells of it. */
export function fromRecord(view: CallView): Call {
  const ended = view.ended_at !== null;
  return {
    id: view.id,
    direction: view.direction,
    name: view.contact.name,
    number: view.contact.number,
    line: view.line.number,
    own: view.member?.number ?? "",
    state: view.state,
    since: Date.parse(view.ended_at ?? view.bridged_at ?? view.placed_at),
    legs: view.legs.map((leg) => ({
      id: leg.id,
      role: leg.role,
      state: leg.state,
      cause: leg.cause,
      since: Date.parse(
        leg.ended_at ?? leg.bridged_at ?? leg.answered_at ?? leg.ringing_at ?? leg.started_at,
      ),
    })),
    talkingSince: view.bridged_at === null ? null : Date.parse(view.bridged_at),
    over: ended ? { disposition: view.disposition, talkSeconds: view.talk_seconds } : null,
  };
}

/** The call after news of it. News tell how it is now, so news that were missed do no harm. */
export function told(call: Call, news: CallNews): Call {
  const at = news.at / 1000;
  const state = news.state as CallState;
  const legs = news.legs.map((leg) => {
    const before = call.legs.find((each) => each.id === leg.id);
    const since = before?.state === leg.state ? before.since : at;
    return {
      id: leg.id,
      role: leg.role,
      state: leg.state as LegState,
      cause: (leg.cause as Cause) ?? null,
      since,
    };
  });
  const joined = legs.some((leg) => leg.state === "bridged");
  return {
    ...call,
    state,
    legs,
    since: state === call.state ? call.since : at,
    talkingSince: call.talkingSince ?? (joined ? at : null),
    over:
      state === "ended"
        ? { disposition: (news.disposition as Disposition) ?? null, talkSeconds: (news.talk_ms ?? 0) / 1000 }
        : null,
  };
}
