import { api, taken } from "../api/client";
import type { Session } from "../session/session";

const DIAL = "/dial";

/** Where somebody begins who asked for no page: who is to set up a workspace without lines in its guide, others dialling. */
export async function firstPage(role: Session["member"]["role"]): Promise<string> {
  if (role === "agent") return DIAL;
  try {
    const { steps } = await taken(api.GET("/api/v1/setup"));
    return steps.some(({ step, standing }) => step === "line" && standing === "missing") ? "/setup" : DIAL;
  } catch {
    return DIAL; // what is wrong is told there
  }
}
