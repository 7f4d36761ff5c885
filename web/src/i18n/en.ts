import { account } from "./en/account";
import { board } from "./en/board";
import { calls } from "./en/calls";
import { common } from "./en/common";
import { contacts } from "./en/contacts";
import { dial } from "./en/dial";
import { duty } from "./en/duty";
import { history } from "./en/history";
import { keys } from "./en/keys";
import { messages } from "./en/messages";
import { phone } from "./en/phone";
import { practice } from "./en/practice";
import { push } from "./en/push";
import { session } from "./en/session";
import { settings } from "./en/settings";
import { system } from "./en/system";
import { team } from "./en/team";
import { voicemail } from "./en/voicemail";
import { workspace } from "./en/workspace";

export const en = {
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
