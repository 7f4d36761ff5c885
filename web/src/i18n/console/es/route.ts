import type { Meets } from "../../../lines/lines";
import type { Clause, Piece, Said } from "../../../routing/words";
import type { ConsoleWords } from "../../console";

const parts: Record<Clause, string> = {
  hours: "Horario",
  whom: "A quién suena",
  order: "A la vez o uno tras otro",
  ring: "Cuánto suena",
  unanswered: "Si nadie contesta",
  closed: "Fuera del horario",
  shown: "Qué muestran los teléfonos",
  busy: "Quien está en una llamada",
  blocked: "Bloqueados",
};

const orders = { all: "a la vez", hunt: "uno tras otro" };
const thens = { voicemail: "tomar un mensaje de voz", apology: "decir que nadie puede contestar" };
const closeds = thens;
const showns = { line: "el número de la línea", caller: "el número de quien llama" };
const busies = { rung: "también suena", not: "no suena" };
const meets: Record<Meets, string> = {
  busy: "tono de ocupado",
  announcement: "un aviso de que no se acepta la llamada",
  voicemail: "el buzón de voz",
  apology: "un aviso de que nadie puede contestar",
};
const seconds = (many: number) => `${many} s`;

function sentences({ line, hours, whom, several, route }: Said): Piece[][] {
  const hunt = route.order === "hunt" && several;
  const ring: Piece[] =
    whom === null
      ? [", no sonar a ", { part: "whom", text: "nadie" }, " y "]
      : [
          ", sonar a ",
          { part: "whom", text: whom },
          ...(several ? [" ", { part: "order", text: orders[route.order] } as const] : []),
          hunt ? ", cada uno durante " : " durante ",
          { part: "ring", text: seconds(route.ring_seconds) },
          " y luego ",
        ];
  return [
    [
      `Cuando alguien llama a ${line} `,
      { part: "hours", text: hours ? "en horario de apertura" : "a cualquier hora" },
      ...ring,
      { part: "unanswered", text: route.voicemail_on ? thens.voicemail : thens.apology },
      ".",
    ],
    ...(hours
      ? [["Fuera del horario, ", { part: "closed", text: closeds[route.closed] }, "."] satisfies Piece[]]
      : []),
    [
      "Los teléfonos muestran ",
      { part: "shown", text: showns[route.caller_id] },
      ". A quien está en una llamada ",
      { part: "busy", text: busies[route.ring_busy ? "rung" : "not"] },
      ". Los bloqueados reciben ",
      { part: "blocked", text: meets[route.blocked] },
      ".",
    ],
  ];
}

export const route: ConsoleWords["route"] = {
  title: (line) => `Cuando alguien llama a ${line}`,
  back: "Línea",
  says: "Qué ocurre",
  clickToChange: "Pulse una parte para cambiarla. Nada cuenta hasta que guarde.",
  save: "Guardar la ruta",
  parts,
  sentences,
  orders,
  orderHints: {
    all: "Suenan todos los teléfonos; quien contesta primero tiene la llamada.",
    hunt: "Cada uno suena todo el tiempo, en el orden de la lista, hasta que alguien contesta.",
  },
  thens,
  thenHints: {
    voicemail: "Quien llama oye el saludo y puede dejar un mensaje.",
    apology: "Quien llama lo oye en el idioma de la línea, y la llamada termina.",
  },
  closeds,
  showns,
  shownHints: {
    line: "Su gente ve que es de trabajo y puede devolver la llamada por la línea.",
    caller: "Donde el operador lo permite.",
  },
  busies,
  meets,
  seconds,
  atMost: (many) => `${many} s como máximo`,
  agents: (many) => `${many} personas`,
  agentsOn: (names, on) =>
    ({
      both: `${names} en todos sus teléfonos`,
      softphones: `${names} en mesa y navegador`,
      phones: `${names} en su propio teléfono (pide pulsar 1)`,
    })[on],
  forward: (name, number) => `${[name, number].filter(Boolean).join(" ")} (pide pulsar 1)`,
  nobody: "nadie",
  ringsNobody: "No suena a nadie",
  ringsNobodyDetail: (voicemail) =>
    voicemail
      ? "Quien llame llega enseguida al buzón. Pulse «nadie» para indicar personas o números."
      : "Quien llame oye enseguida que nadie puede contestar. Pulse «nadie» para indicar personas o números.",
  ringFor: "Segundos",
  ringHint: "De 5 a 28: después contestan los buzones de los móviles antes que su gente.",
  longestMessage: "Mensaje más largo, en segundos",
  people: "Personas",
  addAgent: "Añadir a alguien …",
  gone: "Ya no es miembro",
  noPhone: "sin número de teléfono",
  earlier: (name) => `${name} antes`,
  later: (name) => `${name} después`,
  without: (name) => `Sin ${name}`,
  softphones: "Sonar en sus teléfonos de mesa y navegador",
  softphonesHint: "Quien contesta allí tiene la llamada enseguida.",
  phones: "Sonar en sus propios teléfonos",
  phonesHint: "Mientras están de servicio. Quien contesta pulsa 1 para tomar la llamada.",
  forwards: "Otros números",
  forwardNumber: (place) => `Número ${place}`,
  forwardName: (place) => `Nombre del número ${place}`,
  number: "Número",
  name: "Nombre",
  addForward: "Añadir un número",
  forwardsOn: "Sonar en estos números",
  forwardsHint: "Quien contesta pulsa 1 para tomar la llamada: ningún contestador se la queda.",
  always: "siempre abierto",
  byHours: "abierto por día y hora",
  zone: "Zona horaria",
  zoneHint: "Las horas de abajo son las de los relojes de este lugar.",
  week: "Semana",
  closedDay: "cerrado",
  opens: (day) => `${day}: abre`,
  closes: (day) => `${day}: cierra`,
  openOn: (day) => `${day}: añadir horas`,
  withoutSpan: (day, span) => `${day}: quitar ${span}`,
  asMonday: "Horario del lunes hasta el viernes",
  holidays: "Festivos",
  holidayDate: (place) => `Día del festivo ${place}`,
  holidayName: (place) => `Nombre del festivo ${place}`,
  holidayExample: "Navidad",
  addHoliday: "Añadir un festivo",
  tryIt: "Probar",
  caller: "Una llamada de",
  callerHint: "Vacío: alguien que oculta su número.",
  at: "A las",
  atHint: "Vacío: ahora. Según el reloj de este dispositivo.",
  refused: "Esto no se puede guardar",
  withChanges: "Con sus cambios",
  changes: "Qué cambia",
  asSaved: "Como está guardado",
  now: (time) => `Ahora mismo, a las ${time}`,
  turnedAway: "No pasa:",
  theyMeet: (what) => `Quien llama recibe ${what}.`,
  nobodyRung: "No suena a nadie.",
  isNew: "nuevo",
  notAnyMore: (names) => `Ya no suena a: ${names}.`,
  skipped: (name, reason) => `No suena a ${name}: ${reason}.`,
  rungHow: (after, lasts) => (after > 0 ? `tras ${after} s, durante ${lasts} s` : `durante ${lasts} s`),
  rungWhy: {
    softphone: "conectado, contesta y tiene la llamada",
    phone: "de servicio, pulsa 1",
    forward: "pulsa 1",
  },
  sees: (number) => `ve ${number}`,
  thenAfter: {
    voicemail: "Si nadie contesta, lo hace el buzón.",
    apology: "Si nadie contesta, quien llama lo oye y la llamada termina.",
  },
  thenAtOnce: {
    voicemail: "El buzón toma la llamada enseguida.",
    apology: "Quien llama oye que nadie puede contestar, y la llamada termina.",
  },
};
