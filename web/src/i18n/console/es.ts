import type { ConsoleWords } from "../console";
import { emergency } from "./es/emergency";
import { setup } from "./es/setup";

export const es: ConsoleWords = { emergency, setup };
