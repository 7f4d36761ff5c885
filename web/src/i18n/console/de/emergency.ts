import type { EmergencyLack } from "../../../setup/emergency";
import type { ConsoleWords } from "../../console";

const lacks: Record<EmergencyLack, string> = {
  not_set_up: "noch hat niemand gesagt, welcher Anbieter sie annimmt und welche Nummer er zurückruft.",
  line_removed: "die Leitung, die sie zeigen sollten, wurde entfernt.",
  trunk_removed: "der Trunk, über den sie gehen sollten, wurde entfernt.",
  trunk_off: "der Trunk, über den sie gehen sollten, ist abgeschaltet.",
};

export const emergency: ConsoleWords["emergency"] = {
  title: "Notrufe",
  works: "Notrufe gehen von Tischtelefonen und vom Browser aus.",
  worksHow: (trunk, number) => `Sie gehen über den Trunk ${trunk}; zurückgerufen wird ${number}.`,
  off: (lack) => `Von Tischtelefonen und vom Browser aus gehen keine Notrufe: ${lacks[lack]}`,
  trunkDown: (trunk) => `Der Trunk ${trunk} antwortet gerade nicht: solange kommt kein Notruf durch.`,
  seeTrunk: "Den Trunk ansehen",
  meansTitle: "Was das bedeutet",
  means:
    "Wer auf einem Tischtelefon oder im Browser 112, 110 oder 911 wählt, hört, dass er ein Mobiltelefon nehmen soll. Es wird niemand angerufen. Sagen Sie das allen, die so ein Telefon haben.",
  howTitle: "So gehen sie",
  how: [
    "Fragen Sie Ihren Anbieter, ob sein Trunk Notrufe annimmt.",
    "Nennen Sie ihm die Adresse zu der Nummer, die gezeigt wird: dorthin kommt die Hilfe.",
    "Geben Sie hier den Trunk und die Nummer an.",
  ],
  dialPad: "Der Knopf „Anrufen“ ruft nie eine Notrufnummer an, so oder so.",
  trunk: "Trunk, der Notrufe annimmt",
  line: "Nummer, die gezeigt und zurückgerufen wird",
  address: "Wohin die Hilfe kommen soll",
  addressHint: "Das erfahren die Inhaber bei jedem Notruf. Der Anbieter muss es von Ihnen wissen.",
  choose: "Auswählen …",
  save: "Notrufe durchlassen",
  switchOff: "Notrufe abschalten",
  switchOffQuestion: "Notrufe abschalten?",
  switchOffDetail:
    "Wer dann auf einem Tischtelefon oder im Browser eine Notrufnummer wählt, hört, dass er ein Mobiltelefon nehmen soll.",
  askOwner: "Das kann nur ein Inhaber einrichten.",
  needsLine: "Zuerst brauchen Sie einen Trunk und eine Leitung.",
};
