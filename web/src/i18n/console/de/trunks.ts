import type { Codec, TrunkStanding } from "../../../trunks/trunks";
import type { ConsoleWords } from "../../console";

const standings: Record<TrunkStanding, string> = {
  up: "Funktioniert",
  off: "Abgeschaltet",
  down: "Antwortet nicht",
  refused: "Anbieter lehnt ab",
  registering: "Meldet sich an …",
  unchecked: "Wird geprüft …",
};

const codecNames: Record<Codec, string> = {
  alaw: "G.711 A-law (Europa)",
  ulaw: "G.711 μ-law (Nordamerika, Japan)",
  g722: "G.722 (klarer, wo der Anbieter es hat)",
  opus: "Opus (klar bei wenig Daten)",
};

export const trunks: ConsoleWords["trunks"] = {
  add: "Trunk hinzufügen",
  new: "Ein neuer Trunk",
  newLead:
    "Ihr Telefonanbieter nennt das SIP-Trunk. Halten Sie bereit, was er Ihnen geschickt hat: eine Adresse, oft auch Benutzername und Passwort.",
  lead: "Ein Trunk ist die Verbindung zu Ihrem Telefonanbieter. Anrufe Ihrer Leitungen gehen über ihn.",
  none: "Noch keine Trunks",
  standings,
  health: "Wie es ihm geht",
  connection: "Verbindung",
  answers: "Antwortet",
  states: {
    up: (ms) => (ms === null ? "ja" : `ja, in ${ms} ms`),
    down: () => "nein",
    unchecked: () => "noch nicht gefragt",
  },
  registration: "Anmeldung",
  notRegistering: "keine: der Anbieter weiß, wo wir sind",
  registrations: {
    registered: "angemeldet: der Anbieter schickt Anrufe hierher",
    rejected: "vom Anbieter abgelehnt",
    unregistered: "wird versucht",
  },
  lastError: "Letzter Fehler",
  test: "Jetzt prüfen",
  testing: "Wird gefragt …",
  tested: (time) => `Gefragt um ${time}.`,
  name: "Name",
  nameHint: "Für Sie selbst: Buchstaben, Ziffern, Leerzeichen und . _ -",
  host: "Adresse des Anbieters",
  hostHint: "Wie er sie Ihnen gegeben hat: sip.example.com oder eine IP-Adresse.",
  known: "Woran erkennt der Anbieter Sie?",
  byAccount: "An Benutzername und Passwort",
  byAccountHint: "Er hat Ihnen beides gegeben. So ist es meistens.",
  byAddress: "An der Adresse dieser Maschine",
  byAddressHint: "Sie haben ihm Ihre feste IP-Adresse genannt und kein Passwort bekommen.",
  username: "Benutzername",
  password: "Passwort",
  passwordHint: "Wird verschlüsselt aufbewahrt und nie wieder gezeigt.",
  passwordSet: "Eines ist gesetzt und kann nicht gezeigt werden. Tippen Sie ein anderes, um es zu ändern.",
  register: "Beim Anbieter anmelden",
  registerHint:
    "An: der Anbieter erfährt dadurch, wohin er Ihre Anrufe schickt. Aus: er schickt sie an eine feste Adresse.",
  more: "Mehr: Transport, Port, Schreibweise der Nummern, Ton",
  transport: "Transport",
  transportHint: "TLS verschlüsselt, wer wen anruft; nehmen Sie es, wo Ihr Anbieter es hat.",
  transports: { udp: "UDP (üblich)", tcp: "TCP", tls: "TLS (verschlüsselt)" },
  port: "Port",
  portHint: "Leer: der übliche, 5060, oder 5061 bei TLS.",
  format: "Wie Nummern geschrieben werden",
  formatHint: "Wie Ihr Anbieter sie haben will.",
  formats: {
    e164: "+12025550122 (üblich)",
    e164_without_plus: "12025550122, ohne Plus",
    national: "Wie im eigenen Land: 2025550122",
  },
  country: "Land (zwei Buchstaben)",
  codecs: "Ton, der liebste zuerst",
  codecNames,
  codecEarlier: (name) => `${name} vorziehen`,
  foreign: "Der Anbieter zeigt auch andere Nummern",
  foreignHint:
    "Aus: er zeigt nur Nummern, die er Ihnen gegeben hat, wie die meisten. An: wem Sie es erlauben, der kann die eigene Nummer zeigen oder die der anderen Seite sehen.",
  enabled: "Anrufe dürfen ihn benutzen",
  enabledHint: "Aus: kein Anruf geht über ihn. Laufende Gespräche gehen weiter.",
  remove: "Diesen Trunk entfernen",
  removeQuestion: (name) => `${name} entfernen?`,
  removeDetail:
    "Nur ein Trunk, den keine Leitung benutzt, kann entfernt werden. Der Verlauf seiner Anrufe bleibt.",
};
