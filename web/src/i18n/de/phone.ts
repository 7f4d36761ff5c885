import type { Words } from "../languages";

export const phone: Words["phone"] = {
  title: "Telefon in diesem Browser",
  lead: "Anrufe auf Ihren Leitungen klingeln hier; Sie sprechen über das Mikrofon dieses Geräts.",
  aboutMicrophone: "Ihr Browser fragt nach dem Mikrofon. Es ist nur an, solange Sie telefonieren.",
  switchOn: "Einschalten",
  switchOff: "Ausschalten",
  off: "Aus",
  standing: {
    asking: "Wartet auf Ihr Mikrofon: Antworten Sie auf die Frage Ihres Browsers",
    connecting: "Verbindet …",
    ready: "Bereit: Anrufe klingeln hier",
    reconnecting: "Nicht erreichbar: verbindet neu …",
    lost: "Nicht erreichbar: Anrufe klingeln hier nicht",
    ringing: "Es klingelt",
    calling: "Ruft an",
    talking: "Im Gespräch",
  },
  elsewhere: "Ein anderer Tab dieses Browsers ist Ihr Telefon.",
  takeHere: "Diesen Tab benutzen",
  signedInAs: (name: string) => `Angemeldet als ${name}.`,
  rings: (lines: string) => `Nimmt Anrufe an für ${lines}.`,
  noLines: "Keine Leitung klingelt bei Ihnen: Jemand mit Verwaltungsrecht nimmt Sie in eine Route auf.",
  numberOrExtension: "Von hier anrufen: Nummer oder Durchwahl",
  shows: "Anrufe von hier zeigen",
  chooseLine: "Leitung wählen …",
  call: "Anrufen",
  noNumber: "Geben Sie eine Nummer ein, oder die Durchwahl eines Kollegen.",
  microphone: "Mikrofon",
  speaker: "Lautsprecher",
  usual: "Wie dieses Gerät",
  forNextCall: "Ab dem nächsten Anruf",
  tryMicrophone: "Mikrofon ausprobieren",
  stopTrying: "Ausprobieren beenden",
  level: "Lautstärke des Mikrofons",
  notify: "Bei Anrufen eine Benachrichtigung zeigen",
  notifyDenied:
    "Ihr Browser zeigt keine Benachrichtigungen dieser Seite. In seinen Einstellungen lässt sich das ändern.",
  incoming: "Ankommender Anruf",
  currentCall: "Laufendes Gespräch",
  calls: (name: string) => (name ? `${name} ruft an` : "Jemand ruft an"),
  toLine: (line: string) => (line ? `auf ${line}` : ""),
  unknown: "Unbekannt",
  accept: "Annehmen",
  decline: "Ablehnen",
  hangUp: "Auflegen",
  calling: "Ruft an …",
  talking: (time: string) => `Verbunden ${time}`,
  callGoesOn: "verbindet neu: Das Gespräch geht weiter",
  mute: "Stumm",
  unmute: "Ton an",
  keypad: "Tasten",
  notReachable: "Anrufe erreichen diesen Browser nicht.",
  reconnecting: "Verbindet neu …",
  lost: "Er versucht es weiter. Prüfen Sie die Verbindung dieses Geräts, oder nehmen Sie ein anderes Telefon.",
  troubles: {
    "microphone-refused": {
      title: "Das Mikrofon ist nicht erlaubt",
      detail:
        "Erlauben Sie es dieser Seite: am Zeichen neben der Adresse oder in den Einstellungen Ihres Browsers.",
    },
    "microphone-missing": {
      title: "Es gibt kein Mikrofon",
      detail: "Schließen Sie eines oder ein Headset an, und schalten Sie das Telefon wieder ein.",
    },
    "microphone-busy": {
      title: "Das Mikrofon lässt sich nicht öffnen",
      detail:
        "Vielleicht benutzt es ein anderes Programm. Beenden Sie das, und schalten Sie das Telefon wieder ein.",
    },
    "not-allowed": {
      title: "Dieses Telefon wurde abgemeldet",
      detail:
        "Es oder Ihr Zugang wurde entfernt. Schalten Sie es wieder ein, oder fragen Sie in Ihrem Team nach.",
    },
    "not-supported": {
      title: "Diese Seite kann kein Mikrofon benutzen",
      detail: "Browser erlauben es nur bei https://-Adressen, und nicht alle können es.",
    },
    "no-calls": {
      title: "Dieser Browser kann keine Anrufe annehmen",
      detail:
        "Öffnen Sie Offhook in Chrome, Edge, Firefox oder Safari, oder lassen Sie ein anderes Telefon klingeln: Alles andere geht hier.",
    },
  },
};
