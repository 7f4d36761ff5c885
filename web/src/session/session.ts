import type { Schemas } from "../api/client";
import { Problem, unreachable } from "../api/problem";
import { inOurLanguage } from "../i18n/asked";
import type { CredentialJson } from "../passkeys/webauthn";

/** Who is signed in, where, and what their requests must carry. */
export type Session = {
  member: Schemas["MemberView"];
  workspace: Schemas["WorkspaceView"];
  csrf: string;
  has_password: boolean;
  /** The phone of a line whose dialer this is; null for somebody who signed in themselves. */
  phone: Schemas["DialerView"] | null;
  /** Whether calls go over the practice network. */
  practice: boolean;
  /** Whether they go over carriers that are driven by HTTP, which have accounts instead of trunks. */
  carriers: boolean;
};

/** A workspace that somebody with the same password in several may mean. */
export type WorkspaceChoice = { id: string; name: string };

const ADDRESS = "/api/v1/session";

async function ask(init: RequestInit, address = ADDRESS): Promise<Session | null> {
  let answer: Response;
  try {
    answer = await fetch(address, { ...init, headers: { ...inOurLanguage(), ...init.headers } });
  } catch {
    throw unreachable();
  }
  if (answer.status === 204) return null;
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw Problem.from(answer.status, body);
  return body as Session;
}

function posted(body: object): RequestInit {
  const headers = { "Content-Type": "application/json" };
  return { method: "POST", headers, body: JSON.stringify(body) };
}

/** Who is signed in on this device; null where nobody is. */
export async function whoIsSignedIn(): Promise<Session | null> {
  try {
    return await ask({});
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) return null;
    throw problem;
  }
}

export async function signIn(email: string, password: string, workspace?: string): Promise<Session | null> {
  return ask(posted({ email, password, workspace }));
}

/** The workspaces to choose from, where a sign-in was refused because there are several; else null. */
export function choicesOf(problem: Problem): readonly WorkspaceChoice[] | null {
  return problem.kind === "workspace-missing" ? (problem.more.workspaces as WorkspaceChoice[]) : null;
}

/** What a passkey signs to let its owner in. */
export async function passkeyOptions(): Promise<Record<string, unknown>> {
  const body: unknown = await ask({ method: "POST" }, `${ADDRESS}/passkey/options`);
  return (body as { options: Record<string, unknown> }).options;
}

/** Signs in by what a passkey has signed. */
export async function signInByPasskey(credential: CredentialJson): Promise<Session | null> {
  return ask(posted({ credential }), `${ADDRESS}/passkey`);
}

/** Has a sign-in link mailed to this address, if it is a member's. Nobody is told whether it is. */
export async function askForLink(email: string): Promise<void> {
  await ask(posted({ email }), `${ADDRESS}/forgotten`);
}

/** The token of a one-time link, if the page was opened by one; it is gone from the address then, and from history. */
export function openedByLink(): string | null {
  const token = /^#link=([\w-]{43})$/.exec(location.hash)?.[1] ?? null;
  if (token !== null) history.replaceState(null, "", "/");
  return token;
}

/** Signs in by a link, which works no more then. */
export async function signInByLink(token: string): Promise<Session | null> {
  return ask(posted({ token }), `${ADDRESS}/link`);
}

/** Chooses a password, and the address to sign in with where there is none yet. Soon after a link was used the old
 * password isn't asked for. */
export async function choosePassword(
  session: Session,
  password: string,
  email: string | null,
): Promise<void> {
  const member = `/api/v1/members/${session.member.id}`;
  const headers = { "Content-Type": "application/json", "X-Offhook-CSRF": session.csrf };
  if (email !== null) await ask({ method: "PATCH", headers, body: JSON.stringify({ email }) }, member);
  await ask({ method: "PUT", headers, body: JSON.stringify({ password }) }, `${member}/password`);
}

export async function signOut(csrf: string): Promise<void> {
  await ask({ method: "DELETE", headers: { "X-Offhook-CSRF": csrf } });
}
