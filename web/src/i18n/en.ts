import { common } from "./en/common";
import { phone } from "./en/phone";
import { session } from "./en/session";
import { settings } from "./en/settings";

export const en = { common, phone, session, settings };
