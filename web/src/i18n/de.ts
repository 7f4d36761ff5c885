import { common } from "./de/common";
import { session } from "./de/session";
import { settings } from "./de/settings";
import type { Words } from "./languages";

export const de: Words = { common, session, settings };
