import { carriers } from "./en/carriers";
import { emergency } from "./en/emergency";
import { lines } from "./en/lines";
import { route } from "./en/route";
import { setup } from "./en/setup";
import { trunks } from "./en/trunks";

export const en = { carriers, emergency, lines, route, setup, trunks };
