import { calls } from "./de/calls";
import { common } from "./de/common";
import { contacts } from "./de/contacts";
import { dial } from "./de/dial";
import { duty } from "./de/duty";
import { history } from "./de/history";
import { phone } from "./de/phone";
import { session } from "./de/session";
import { settings } from "./de/settings";
import { voicemail } from "./de/voicemail";
import type { Words } from "./languages";

export const de: Words = {
  calls,
  common,
  contacts,
  dial,
  duty,
  history,
  phone,
  session,
  settings,
  voicemail,
};
