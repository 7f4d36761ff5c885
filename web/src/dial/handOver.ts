import { api, type Schemas, taken } from "../api/client";

/** What the telephone is to dial: the line, and after a pause for its answer the digits that prove the call. */
export function telephoneLink({ number, code }: Schemas["DialIntentView"]): string {
  // A comma is two or three seconds, as the telephone has it; it sends what follows by itself.
  return `tel:${number}${code && `,${code}`}`;
}

/** Tells Offhook whom this telephone is about to call. */
export async function prepareCall(to: string): Promise<Schemas["DialIntentView"]> {
  return taken(api.POST("/api/v1/dial-intents", { body: { to } }));
}
