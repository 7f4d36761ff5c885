import { common } from "./en/common";
import { session } from "./en/session";
import { settings } from "./en/settings";

export const en = { common, session, settings };
