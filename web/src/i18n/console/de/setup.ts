import type { Step } from "../../../setup/steps";
import type { ConsoleWords } from "../../console";

const trunkErrors = (error: string) => (error ? `: ${error}` : ".");

/** Where an account with a carrier takes the place of a trunk. */
function ofAccount({ step, standing, name, error }: Step): string | undefined {
  if (step === "line" && standing === "missing")
    return "Eine Leitung ist eine Geschäftsnummer von Ihnen. Übernehmen Sie eine aus Ihrem Konto, oder kaufen Sie eine.";
  if (step !== "trunk") return undefined;
  switch (standing) {
    case "done":
      return `Das Konto ${name} trägt Ihre Anrufe.`;
    case "missing":
      return "Ein Konto bei Twilio, SignalWire, Telnyx oder Vonage trägt Ihre Anrufe. Sie brauchen einen Schlüssel, den Sie dort anlegen, und das Auth Token des Kontos.";
    case "trunk_off":
      return `Das Konto ${name} ist abgeschaltet.`;
    case "trunk_down":
      return `Das Konto ${name} geht nicht${trunkErrors(error)}`;
    case "trunk_unchecked":
      return `Das Konto ${name} wird gerade geprüft …`;
    default:
      return undefined;
  }
}

function standing(one: Step, practice: boolean, carriers = false): string {
  const { step, standing, name, error } = one;
  const said = carriers ? ofAccount(one) : undefined;
  if (said !== undefined) return said;
  switch (standing) {
    case "done":
      return {
        trunk: practice
          ? `Anrufe über den Trunk ${name} gehen an Übungstelefone. Niemand wird wirklich angerufen.`
          : `Der Trunk ${name} funktioniert.`,
        line: `Von ${name} aus kann angerufen werden.`,
        phone: `Das Telefon von ${name} kann klingeln.`,
        route: `Anrufe an ${name} lassen jemanden klingeln.`,
        call: "Ein Anruf wurde angenommen.",
      }[step];
    case "missing":
      return {
        trunk: practice
          ? "Dieses Offhook benutzt das Übungsnetz: Anrufe gehen an Telefone, die auf dem Bildschirm gespielt werden. Dorthin führt ein Übungs-Trunk."
          : "Ein Trunk ist die Verbindung zu Ihrem Telefonanbieter. Sie brauchen dessen Adresse, oft auch Benutzername und Passwort.",
        line: "Eine Leitung ist eine Geschäftsnummer von Ihnen. Sie wird gezeigt, wenn Sie anrufen, und unter ihr sind Sie erreichbar.",
        phone:
          "Ihr eigenes Telefon klingelt, wenn Sie anrufen und wenn Sie angerufen werden. Wen Sie anrufen, der sieht diese Nummer nie.",
        route: "Wen die Anrufe einer Leitung erreichen. Zuerst brauchen Sie eine Leitung.",
        call: practice
          ? "Übungstelefone nehmen so ab, wie die Seite „Üben“ es ihnen sagt. Rufen Sie eines an: dann wissen Sie, wie es geht."
          : "Rufen Sie ein eigenes Telefon an und heben Sie ab: dann wissen Sie, dass alles geht.",
      }[step];
    case "trunk_off":
      return `Der Trunk ${name} ist abgeschaltet.`;
    case "trunk_down":
      return `Der Trunk ${name} antwortet nicht${trunkErrors(error)}`;
    case "not_registered":
      return `Der Trunk ${name} antwortet, aber der Anbieter lässt ihn nicht herein${trunkErrors(error)}`;
    case "trunk_unchecked":
      return `Der Trunk ${name} wird gerade geprüft …`;
    case "line_cannot_call":
      return `Von ${name} aus kann noch nicht angerufen werden.`;
    case "rings_nobody":
      return `Anrufe an ${name} lassen noch niemanden klingeln: die Mailbox nimmt sie sofort an.`;
  }
}

export const setup: ConsoleWords["setup"] = {
  title: "Ihr erster Anruf",
  allDone: "Alles ist eingerichtet",
  progress: (done, all) => `${done} von ${all} erledigt`,
  done: "erledigt",
  open: "offen",
  steps: {
    trunk: "Ein Weg ins Telefonnetz",
    line: "Eine Leitung",
    phone: "Ein Telefon",
    route: "Wen Anrufe erreichen",
    call: "Der erste Anruf",
  },
  standing,
  act: {
    addCarrier: "Konto verbinden",
    takeNumber: "Nummer wählen",
    seeCarrier: "Das Konto ansehen",
    addTrunk: "Trunk hinzufügen",
    addPracticeTrunk: "Übungs-Trunk hinzufügen",
    seeTrunk: "Den Trunk ansehen",
    addLine: "Leitung hinzufügen",
    seeLine: "Die Leitung ansehen",
    route: "Festlegen, wen sie erreicht",
    call: "Anrufen",
  },
  askOwner: "Bitten Sie einen Inhaber, einen hinzuzufügen.",
  ownNumber: "Nummer Ihres eigenen Telefons",
  ownNumberHint: "Mobil oder Festnetz.",
};
