import { common } from "./es/common";
import { phone } from "./es/phone";
import { session } from "./es/session";
import { settings } from "./es/settings";
import type { Words } from "./languages";

export const es: Words = { common, phone, session, settings };
