import type { ConsoleWords } from "../console";
import { carriers } from "./de/carriers";
import { emergency } from "./de/emergency";
import { lines } from "./de/lines";
import { route } from "./de/route";
import { setup } from "./de/setup";
import { trunks } from "./de/trunks";

export const de: ConsoleWords = { carriers, emergency, lines, route, setup, trunks };
