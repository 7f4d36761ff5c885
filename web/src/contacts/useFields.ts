import { useCallback, useEffect } from "react";
import { api, type Schemas, taken } from "../api/client";
import { type Load, useLoad } from "../api/useLoad";
import { contactsChanged } from "./changed";

export type FieldDefinition = Schemas["FieldView"];

/** The workspace's custom fields, in their order. */
export function useFields(): Load<readonly FieldDefinition[]> {
  const ask = useCallback(() => taken(api.GET("/api/v1/contact-fields")).then(({ items }) => items), []);
  const load = useLoad<readonly FieldDefinition[]>(ask);
  useEffect(() => contactsChanged.on(load.again), [load.again]);
  return load;
}
