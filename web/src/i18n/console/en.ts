import { carriers } from "./en/carriers";
import { costs } from "./en/costs";
import { emergency } from "./en/emergency";
import { lines } from "./en/lines";
import { route } from "./en/route";
import { setup } from "./en/setup";
import { trunks } from "./en/trunks";

export const en = { carriers, costs, emergency, lines, route, setup, trunks };
