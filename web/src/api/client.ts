import createClient from "openapi-fetch";
import { inOurLanguage } from "../i18n/asked";
import { Problem, unreachable } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

const CSRF_HEADER = "X-Offhook-CSRF";
const SAFE = new Set(["GET", "HEAD"]);

let csrf: string | null = null;
let signedOut: () => void = () => {};

/** What requests that change something must carry: the session gives it, so that no other site can send them. */
export function sendCsrf(token: string | null): void {
  csrf = token;
}

/** The headers of a request that changes something, for those that go beside `api`. */
export function changing(): Record<string, string> {
  return { ...(csrf !== null && { [CSRF_HEADER]: csrf }), ...inOurLanguage() };
}

/** Calls `told` whenever an answer says that nobody is signed in any more. */
export function onSignedOut(told: () => void): void {
  signedOut = told;
}

/** The API, typed by its own document: `taken(api.GET("/api/v1/calls/{call}", { params: … }))`. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  fetch: (request) => globalThis.fetch(request), // looked up each time, so that tests can stand in for it
});

api.use({
  onRequest({ request }) {
    if (csrf !== null && !SAFE.has(request.method)) request.headers.set(CSRF_HEADER, csrf);
    for (const [name, value] of Object.entries(inOurLanguage())) request.headers.set(name, value);
    return request;
  },
  onResponse({ request, response }) {
    if (response.status === 401 && !request.url.endsWith("/session")) signedOut();
    return undefined;
  },
});

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The whole answer, or throws the `Problem` that it tells of, or that the API can't be reached. */
export async function answered<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (!answer.response.ok) throw Problem.from(answer.response.status, answer.error);
  return answer;
}

/** What the API answers with, or throws as `answered` does. */
export async function taken<T>(asked: Promise<Answer<T>>): Promise<T> {
  return (await answered(asked)).data as T;
}
