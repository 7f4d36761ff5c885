import { api, type Schemas, taken } from "../api/client";

export type Carrier = Schemas["CarrierView"];
export type Kind = Carrier["kind"];
export type OwnNumber = Schemas["NumberView"];
export type Standing = OwnNumber["standing"];
export type Leads = OwnNumber["leads"];
export type NumberType = OwnNumber["type"];
export type Offer = Schemas["OfferView"];
export type Price = Schemas["PriceView"];
export type Purchase = Schemas["PurchaseView"];
export type PurchaseState = Purchase["state"];
export type Country = Schemas["CountryView"];

export const KINDS: readonly Kind[] = ["twilio", "signalwire", "telnyx", "vonage"];

/** An account as it is being written. What it opens with is not in it: nothing of that is kept on this device. */
export type CarrierDraft = {
  kind: Kind;
  name: string;
  account: string;
  /** Twilio: whether an API key is used, or the auth token alone. */
  by: "key" | "token";
  /** Twilio: its SID. Vonage: the key that sees numbers, which need not be given. */
  key: string;
  space: string;
  application: string;
};

/** What an account opens with, as it is typed. */
export type Opens = { secret: string; token: string; keySecret: string };

export const NEW: CarrierDraft = {
  kind: "twilio",
  name: "twilio",
  account: "",
  by: "key",
  key: "",
  space: "",
  application: "",
};

/** Whether it has a secret beside its token. */
export function hasSecret({ kind, by }: Pick<CarrierDraft, "kind" | "by">): boolean {
  return kind !== "twilio" || by === "key";
}

/** What is sent to connect one. */
export function bodyOf(draft: CarrierDraft, opens: Opens): Schemas["AddCarrierBody"] {
  const { kind } = draft;
  const token = opens.token.trim();
  return {
    name: draft.name.trim(),
    kind,
    account: draft.account.trim(),
    key: (kind === "twilio" && draft.by === "key") || kind === "vonage" ? draft.key.trim() || null : null,
    secret: hasSecret(draft) ? opens.secret.trim() : token,
    key_secret: kind === "vonage" ? opens.keySecret.trim() : "",
    tokens: [token],
    space: kind === "signalwire" ? draft.space.trim() : "",
    application: kind === "telnyx" ? draft.application.trim() : "",
    calls_per_second: 1,
  };
}

/** Whether an application at the carrier leads its numbers, which has to lead here first. */
export const hasApplication = ({ kind }: Pick<Carrier, "kind">): boolean =>
  kind === "telnyx" || kind === "vonage";

/** How an account stands: the worst of what is known of it. */
export type CarrierStanding = "off" | "down" | "astray" | "unchecked" | "works";

export function standingOf({ trunk, astray }: Carrier): CarrierStanding {
  if (!trunk.enabled) return "off";
  if (trunk.health.state === "down") return "down";
  if (astray > 0) return "astray";
  return trunk.health.state === "up" ? "works" : "unchecked";
}

/** Whether it is not under control. */
export const wantsTaking = ({ standing }: OwnNumber): boolean => standing === "free";

/** Whether it can be led here again, or needs a line again, as the one that it had was removed. */
export const wantsSetting = ({ standing, line }: OwnNumber): boolean =>
  standing === "astray" ||
  standing === "kept" ||
  standing === "giving_back" ||
  (standing === "taken" && line === null);

/** Whether somebody has to decide what is to become of it. */
export const wantsDeciding = ({ standing }: OwnNumber): boolean =>
  standing === "astray" || standing === "giving_back" || standing === "gone";

export function carrierOf(trunk: string): Promise<Carrier> {
  return taken(api.GET("/api/v1/carriers/{trunk}", { params: { path: { trunk } } }));
}

/** The purchases of which it is not known yet how they ended. */
export async function openPurchases(trunk: string): Promise<readonly Purchase[]> {
  const found = await taken(api.GET("/api/v1/carriers/{trunk}/purchases", { params: { path: { trunk } } }));
  return found.items.filter(({ state }) => state === "unknown" || state === "asked");
}
