import { api, type Schemas, taken } from "../api/client";
import { asProblem } from "../api/problem";
import { type AskCredentials, type Credentials, Refused } from "./sip";

const TOO_MANY = 429;
/** Milliseconds after which an answer is not waited for any more: a network that swallows everything tells nothing. */
const PATIENCE = 10_000;

type Softphone = Schemas["SoftphoneView"];

/** An Offhook that is asked, and the address that it is at. */
export type Server = { client: typeof api; origin: string };

/** The one that this page comes from. */
const OUR_OWN: Server = { client: api, origin: globalThis.location?.href ?? "" };

/** Credentials of this page for a member's phone in the browser, which is made when it is first asked for. */
export function credentialsOf(member: string, { client, origin }: Server = OUR_OWN): AskCredentials {
  let softphone: Promise<Softphone> | null = null;
  return async (username) => {
    try {
      softphone ??= browserPhoneOf(member, client);
      const path = { softphone: (await softphone).id };
      const asked = client.POST("/api/v1/softphones/{softphone}/browser-credentials", {
        params: { path },
        body: { username },
        signal: AbortSignal.timeout(PATIENCE),
      });
      return read(await taken(asked), origin);
    } catch (error) {
      softphone = null; // it may have been removed meanwhile
      throw isFinal(error) ? new Refused(asProblem(error).message) : error;
    }
  };
}

/** A member's phone in the browser: made, where there is none yet. */
export async function browserPhoneOf(member: string, client = api): Promise<Softphone> {
  const query = { member, limit: 100 };
  const { items } = await taken(client.GET("/api/v1/softphones", { params: { query } }));
  const found = items.find((each) => each.kind === "browser");
  if (found) return found;
  const made = await taken(
    client.POST("/api/v1/softphones", { body: { kind: "browser", name: "", member: null } }),
  );
  return made.softphone;
}

const asked = new Map<string, Promise<string>>();

/** The id of a member's phone in the browser, asked for once a page. */
export function browserPhoneId(member: string): Promise<string> {
  const known = asked.get(member) ?? browserPhoneOf(member).then((phone) => phone.id);
  asked.set(member, known);
  known.catch(() => asked.delete(member));
  return known;
}

/** Ask for it anew, the next time: it may have been removed. */
export function forgetBrowserPhone(member: string): void {
  asked.delete(member);
}

/** Whether it is no use to ask again: the server has understood, and says no. */
function isFinal(error: unknown): boolean {
  const { status } = asProblem(error);
  return error instanceof Refused || (status >= 400 && status < 500 && status !== TOO_MANY);
}

function read(answer: Schemas["CredentialsView"], origin: string): Credentials {
  if (answer.socket === null) throw new Refused("there is nothing to sign in to on the practice network");
  return {
    username: answer.username,
    secret: answer.secret,
    realm: answer.realm,
    expiresAt: answer.expires_at === null ? Infinity : Date.parse(answer.expires_at),
    socket: new URL(answer.socket, origin.replace(/^http/, "ws")).href,
    iceServers: answer.ice_servers,
  };
}
