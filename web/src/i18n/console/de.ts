import type { ConsoleWords } from "../console";
import { emergency } from "./de/emergency";
import { lines } from "./de/lines";
import { route } from "./de/route";
import { setup } from "./de/setup";
import { trunks } from "./de/trunks";

export const de: ConsoleWords = { emergency, lines, route, setup, trunks };
