import { emergency } from "./en/emergency";
import { setup } from "./en/setup";

export const en = { emergency, setup };
