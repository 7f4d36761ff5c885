import createClient from "openapi-fetch";
import { type Schemas, taken } from "../../src/api/client";
import type { paths } from "../../src/api/schema";
import type { Server } from "../../src/phone/server";

/** The API of the Offhook at an address, asked with a key. */
export function serverAt(origin: string, key: string): Server {
  const client = createClient<paths>({
    baseUrl: origin,
    headers: { Authorization: `Bearer ${key}` },
    credentials: "omit",
  });
  return { client, origin };
}

/** Whose key it is. Throws a `Problem` where it is none, or nobody is there. */
export function whose({ client }: Server): Promise<Schemas["MemberView"]> {
  return taken(client.GET("/api/v1/members/me"));
}

/** An address as a person types it, as an origin; null where it can't be one, or would be read on its way. */
export function originOf(typed: string): string | null {
  const text = typed.trim();
  const address = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  if (address === null || !address.hostname) return null;
  const here = address.hostname === "127.0.0.1" || address.hostname === "localhost";
  if (address.protocol !== "https:" && !(address.protocol === "http:" && here)) return null;
  return address.origin;
}
