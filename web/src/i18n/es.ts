import { common } from "./es/common";
import { session } from "./es/session";
import { settings } from "./es/settings";
import type { Words } from "./languages";

export const es: Words = { common, session, settings };
