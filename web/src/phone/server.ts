import { api, type Schemas, taken } from "../api/client";
import { asProblem } from "../api/problem";
import { type AskCredentials, type Credentials, Refused } from "./sip";

const TOO_MANY = 429;
/** Milliseconds after which an answer is not waited for any more: a network that swallows everything tells nothing. */
const PATIENCE = 10_000;

type Softphone = Schemas["SoftphoneView"];

/** Credentials of this page for a member's phone in the browser, which is made when it is first asked for. */
export function credentialsOf(member: string): AskCredentials {
  let softphone: Promise<Softphone> | null = null;
  return async (username) => {
    try {
      softphone ??= browserPhoneOf(member);
      const path = { softphone: (await softphone).id };
      const asked = api.POST("/api/v1/softphones/{softphone}/browser-credentials", {
        params: { path },
        body: { username },
        signal: AbortSignal.timeout(PATIENCE),
      });
      return read(await taken(asked));
    } catch (error) {
      softphone = null; // it may have been removed meanwhile
      throw isFinal(error) ? new Refused(asProblem(error).message) : error;
    }
  };
}

/** A member's phone in the browser: made, where there is none yet. */
export async function browserPhoneOf(member: string): Promise<Softphone> {
  const query = { member, limit: 100 };
  const { items } = await taken(api.GET("/api/v1/softphones", { params: { query } }));
  const found = items.find((each) => each.kind === "browser");
  if (found) return found;
  const made = await taken(
    api.POST("/api/v1/softphones", { body: { kind: "browser", name: "", member: null } }),
  );
  return made.softphone;
}

/** Whether it is no use to ask again: the server has understood, and says no. */
function isFinal(error: unknown): boolean {
  const { status } = asProblem(error);
  return error instanceof Refused || (status >= 400 && status < 500 && status !== TOO_MANY);
}

function read(answer: Schemas["CredentialsView"]): Credentials {
  if (answer.socket === null) throw new Refused("there is nothing to sign in to on the practice network");
  return {
    username: answer.username,
    secret: answer.secret,
    realm: answer.realm,
    expiresAt: answer.expires_at === null ? Infinity : Date.parse(answer.expires_at),
    socket: new URL(answer.socket, location.href.replace(/^http/, "ws")).href,
    iceServers: answer.ice_servers,
  };
}
