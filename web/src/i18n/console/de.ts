import type { ConsoleWords } from "../console";
import { carriers } from "./de/carriers";
import { costs } from "./de/costs";
import { emergency } from "./de/emergency";
import { lines } from "./de/lines";
import { route } from "./de/route";
import { setup } from "./de/setup";
import { trunks } from "./de/trunks";

export const de: ConsoleWords = { carriers, costs, emergency, lines, route, setup, trunks };
