import { useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { Carrier } from "./carriers";

type Change = Schemas["ChangeCarrierBody"];

/** Changes a carrier's account: whether that is under way or done, and what is wrong with it. */
export function useChanging(carrier: Carrier, put: (carrier: Carrier) => void) {
  const [saving, setSaving] = useState(false);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  /** Whether it was taken. */
  async function change(body: Change): Promise<boolean> {
    setSaving(true);
    setProblem(undefined);
    let changed = false;
    try {
      const path = { params: { path: { trunk: carrier.trunk.id } } };
      put(await taken(api.PATCH("/api/v1/carriers/{trunk}", { ...path, body })));
      setDone(true);
      changed = true;
    } catch (error) {
      setProblem(asProblem(error));
    }
    setSaving(false);
    return changed;
  }

  /** What is typed now was not saved yet. */
  const touch = () => setDone(false);
  return { saving, done, problem, change, touch };
}
