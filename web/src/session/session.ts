import { Problem, unreachable } from "../api/problem";

/** Who is signed in, and what their requests must carry. */
export type Session = {
  member: { id: string; name: string; role: "owner" | "manager" | "agent"; number: string | null };
  csrf: string;
};

const ADDRESS = "/api/v1/session";

async function ask(init: RequestInit): Promise<Session | null> {
  let answer: Response;
  try {
    answer = await fetch(ADDRESS, init);
  } catch {
    throw unreachable();
  }
  if (answer.status === 204) return null;
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw Problem.from(answer.status, body);
  return body as Session;
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

export async function signIn(email: string, password: string): Promise<Session | null> {
  return ask({
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
}

export async function signOut(csrf: string): Promise<void> {
  await ask({ method: "DELETE", headers: { "X-Offhook-CSRF": csrf } });
}
