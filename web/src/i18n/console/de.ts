import type { ConsoleWords } from "../console";
import { emergency } from "./de/emergency";
import { setup } from "./de/setup";

export const de: ConsoleWords = { emergency, setup };
