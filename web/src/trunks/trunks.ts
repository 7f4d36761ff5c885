import { api, type Schemas, taken } from "../api/client";

export type Trunk = Schemas["TrunkView"];
export type TrunkBody = Schemas["AddTrunkBody"];
export type Codec = Trunk["codecs"][number];

/** How a trunk stands, with the worst first. */
export type TrunkStanding = "off" | "down" | "refused" | "registering" | "unchecked" | "up";

export function standingOf({ enabled, health }: Trunk): TrunkStanding {
  if (!enabled) return "off";
  if (health.state === "down") return "down";
  if (health.registration === "rejected") return "refused";
  if (health.state === "unchecked") return "unchecked";
  return health.registration === "unregistered" ? "registering" : "up";
}

/** A trunk as it is being written. The password is not in it: nothing of it is kept on this device. */
export type TrunkDraft = {
  name: string;
  host: string;
  /** As typed; empty: the usual one. */
  port: string;
  transport: Trunk["transport"];
  /** How the carrier knows us. */
  known: "address" | "account";
  username: string;
  register: boolean;
  codecs: Codec[];
  number_format: Trunk["number_format"];
  country: string;
  foreign_caller_ids: boolean;
  enabled: boolean;
};

export const CODECS: readonly Codec[] = ["alaw", "ulaw", "g722", "opus"];

export function newTrunk(country: string): TrunkDraft {
  return {
    name: "",
    host: "",
    port: "",
    transport: "udp",
    known: "account",
    username: "",
    register: true,
    codecs: [...CODECS],
    number_format: "e164",
    country,
    foreign_caller_ids: false,
    enabled: true,
  };
}

export function draftOf(trunk: Trunk): TrunkDraft {
  return {
    name: trunk.name,
    host: trunk.host,
    port: String(trunk.port),
    transport: trunk.transport,
    known: trunk.username === null ? "address" : "account",
    username: trunk.username ?? "",
    register: trunk.register,
    codecs: trunk.codecs,
    number_format: trunk.number_format,
    country: trunk.country,
    foreign_caller_ids: trunk.foreign_caller_ids,
    enabled: trunk.enabled,
  };
}

/** What is sent to add a trunk. */
export function bodyOf(draft: TrunkDraft, password: string): TrunkBody {
  const { known, port, enabled: _, ...rest } = draft;
  const account = known === "account";
  return {
    ...rest,
    host: draft.host.trim(),
    name: draft.name.trim(),
    ...(port.trim() !== "" && { port: Number(port) }),
    username: account ? draft.username.trim() : null,
    password: account ? password : null,
    register: account && draft.register,
  };
}

/** What is sent to change one: a password only where another was typed, or it is to be taken away. */
export function changeOf(draft: TrunkDraft, password: string): Schemas["ChangeTrunkBody"] {
  const { password: _, ...body } = bodyOf(draft, password);
  const secret = draft.known === "address" ? { password: null } : password === "" ? {} : { password };
  return { ...body, ...secret, country: draft.country, enabled: draft.enabled } as Schemas["ChangeTrunkBody"];
}

export function trunkOf(trunk: string): Promise<Trunk> {
  return taken(api.GET("/api/v1/trunks/{trunk}", { params: { path: { trunk } } }));
}
