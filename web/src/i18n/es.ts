import { account } from "./es/account";
import { board } from "./es/board";
import { calls } from "./es/calls";
import { common } from "./es/common";
import { contacts } from "./es/contacts";
import { dial } from "./es/dial";
import { duty } from "./es/duty";
import { history } from "./es/history";
import { keys } from "./es/keys";
import { messages } from "./es/messages";
import { phone } from "./es/phone";
import { practice } from "./es/practice";
import { push } from "./es/push";
import { session } from "./es/session";
import { settings } from "./es/settings";
import { system } from "./es/system";
import { team } from "./es/team";
import { voicemail } from "./es/voicemail";
import { workspace } from "./es/workspace";
import type { Words } from "./languages";

export const es: Words = {
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
