import type { ConsoleWords } from "../console";
import { carriers } from "./es/carriers";
import { costs } from "./es/costs";
import { emergency } from "./es/emergency";
import { lines } from "./es/lines";
import { route } from "./es/route";
import { setup } from "./es/setup";
import { trunks } from "./es/trunks";

export const es: ConsoleWords = { carriers, costs, emergency, lines, route, setup, trunks };
