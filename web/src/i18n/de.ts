import { common } from "./de/common";
import { phone } from "./de/phone";
import { session } from "./de/session";
import { settings } from "./de/settings";
import type { Words } from "./languages";

export const de: Words = { common, phone, session, settings };
