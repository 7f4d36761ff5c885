import { account } from "./de/account";
import { board } from "./de/board";
import { calls } from "./de/calls";
import { common } from "./de/common";
import { contacts } from "./de/contacts";
import { dial } from "./de/dial";
import { duty } from "./de/duty";
import { history } from "./de/history";
import { keys } from "./de/keys";
import { messages } from "./de/messages";
import { phone } from "./de/phone";
import { practice } from "./de/practice";
import { push } from "./de/push";
import { session } from "./de/session";
import { settings } from "./de/settings";
import { system } from "./de/system";
import { team } from "./de/team";
import { voicemail } from "./de/voicemail";
import { workspace } from "./de/workspace";
import type { Words } from "./languages";

export const de: Words = {
  workspace,
  team,
  board,
  account,
  calls,
  common,
  contacts,
  dial,
  duty,
  history,
  keys,
  messages,
  phone,
  practice,
  push,
  session,
  settings,
  system,
  voicemail,
};
