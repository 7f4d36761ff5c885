import type { LineLack, Meets } from "../../../lines/lines";
import type { ConsoleWords } from "../../console";

const lacks: Record<LineLack, string> = {
  module_off: "Llamadas desactivadas",
  voice_off: "Solo recibe",
  no_trunk: "Sin troncal",
  trunks_off: "Troncal desactivado",
  trunks_down: "Troncal sin respuesta",
};

const lackHelp: Record<LineLack, string> = {
  module_off:
    "Las llamadas están desactivadas en todo el espacio de trabajo. Un propietario o gestor las activa en sus ajustes.",
  voice_off: "Solo recibe llamadas, como se indica abajo.",
  no_trunk: "Ningún troncal lleva sus llamadas. Elija uno en «Número y nombre».",
  trunks_off: "Su troncal está desactivado. Actívelo o elija otro en «Número y nombre».",
  trunks_down: "Su troncal no responde. Mire el troncal o añada otro en «Número y nombre».",
};

const meets: Record<Meets, string> = {
  voicemail: "el buzón",
  apology: "una disculpa",
  busy: "tono de ocupado",
  announcement: "un aviso",
};

export const lines: ConsoleWords["lines"] = {
  add: "Añadir una línea",
  new: "Una línea nueva",
  newLead: "Una línea es un número de su empresa cuyas llamadas le envía su operador.",
  none: "Aún no hay líneas",
  noneDetail:
    "Una línea es un número de su empresa. La gente lo ve cuando llama usted, y le encuentra por él.",
  canCall: "Puede llamar",
  cannotCall: "No se puede llamar desde esta línea",
  lacks,
  lackHelp,
  ringsNow: (names, then) =>
    names === null
      ? `Ahora no suena en ningún teléfono: ${meets[then]}`
      : `Suena a ${names}, luego ${meets[then]}`,
  whenCalled: "Cuando alguien llama",
  changeRoute: "Cambiar a quién suena",
  numberAndName: "Número y nombre",
  number: "Número",
  numberHint: "Como se lo dio su operador. No se puede cambiar después.",
  name: "Nombre",
  nameHint: "Cómo la llaman: Ventas, Soporte …",
  language: "Idioma de los avisos",
  languageHint: "Lo que oyen quienes llaman y su gente en las llamadas por esta línea.",
  voice: "Se puede llamar desde ella",
  voiceHint: "Desactivado: solo recibe llamadas.",
  trunks: "Troncales que llevan sus llamadas, en este orden",
  noTrunks: "Aún ninguno: no se puede llamar desde ella.",
  addTrunk: "Añadirle un troncal …",
  trunkGone: "Un troncal que fue eliminado",
  earlier: (name) => `Probar ${name} antes`,
  later: (name) => `Probar ${name} después`,
  withoutTrunk: (name) => `Sin ${name}`,
  fee: "Cuota mensual",
  feeLead: "Lo que cuesta este número al mes, se use o no. Cuenta en los costes desde este mes.",
  feePrice: "Al mes",
  feeCurrency: "Moneda",
  feeHint: "Como 1,15; vacío: nada",
  feeTold: "Así lo dijo el operador. Escriba otra si es distinta.",
  feeWrong: "Eso no es un importe: escriba por ejemplo 1,15.",
  remove: "Eliminar esta línea",
  removeQuestion: (name) => `¿Eliminar ${name}?`,
  removeDetail:
    "Nadie le encontrará ya por ella, y su ruta, su saludo y sus bloqueos desaparecen. Las llamadas en curso siguen y el historial queda.",
  voicemail: "Buzón de voz",
  greeting: "Saludo",
  greetingSpoken: "Una voz dice:",
  listen: "Escuchar",
  upload: "Subir una grabación",
  uploading: (file) => `Subiendo ${file} …`,
  uploadHint: "WAV, MP3 u OGG, 2 minutos como máximo.",
  defaultGreeting: "Volver al saludo hablado",
  defaultGreetingQuestion: "¿Borrar su grabación?",
  defaultGreetingDetail: "Quien llame oirá de nuevo el saludo hablado. Su grabación se pierde.",
  mails: "Correo electrónico",
  mailAddresses: "Enviar los mensajes a",
  mailHint: "Una dirección por línea. Cada correo lleva la grabación.",
  blocked: "Bloqueados",
  blockedLead: "No pasan en ninguna línea. Lo que oyen lo decide cada línea.",
  onEveryLine: "Bloqueados en todas las líneas",
  blockedHere: "Bloqueados en esta línea",
  nobodyBlocked: "No hay nadie bloqueado.",
  nobodyBlockedHere: "Nadie está bloqueado solo en esta línea.",
  blockedEverywhere: (many) => `Bloqueados en todas las líneas: ${many}`,
  block: "Bloquear a alguien",
  blockKind: "A quién",
  blockKinds: {
    number: "Un número",
    prefix: "Todos los números que empiezan por …",
    withheld: "Todos los que ocultan su número",
  },
  blockNumber: { number: "Número", prefix: "Comienzo de los números" },
  prefixHint: "Con su código de país, como +44 70.",
  blockNote: "Por qué (para quien lo lea después)",
  blockedWhom: (kind, number) => ({ number, prefix: `${number} …`, withheld: "Números ocultos" })[kind],
  addedBy: (name, ago) => `por ${name}, ${ago}`,
  unblock: (whom) => `Desbloquear ${whom}`,
  unblocked: (whom) => `${whom}: ya no está bloqueado.`,
  phones: "Teléfonos",
  phonesLead:
    "Móviles activados con el código y teléfonos fijos: suenan con las llamadas a la línea y llaman con su número.",
  noPhones: "Aún no hay teléfonos.",
  phonesOf: (count: number, most: number) => `${count} de ${most} teléfonos`,
  pin: "Código de esta línea",
  pinHow: (number: string) =>
    `Envíelo por SMS al ${number}: ese teléfono se activa al momento y recibe el enlace de su marcador.`,
  newPin: "Nuevo código",
  newPinQuestion: "¿Elegir un código nuevo?",
  newPinDetail: "El anterior ya no activa ningún teléfono. Los teléfonos activos siguen activos.",
  phoneKinds: { smartphone: "Móvil", landline: "Fijo" },
  phoneName: "Nombre",
  rename: (name: string) => `Cambiar el nombre de ${name}`,
  dialerUsed: (ago: string) => `marcador usado ${ago}`,
  dialerNowhere: "marcador sin abrir",
  revoke: (name: string) => `Dar de baja ${name}`,
  revokePhone: "Dar de baja",
  revokeQuestion: (name: string) => `¿Dar de baja ${name}?`,
  revokeDetail:
    "Su marcador se cierra al momento y el teléfono deja de sonar. Para que vuelva, elija antes un código nuevo.",
  asksKey: "Pedir una tecla antes de marcar",
  openDialer: "Abrir el marcador",
  dialerLink: "Enlace del marcador",
  openDialerOf: (name: string) => `Abrir el marcador de ${name}`,
  openDialerDetail: {
    landline: (name: string, until: string) =>
      `Abra este enlace en el ordenador junto a ${name}. Vale una vez, hasta ${until}.`,
    smartphone: (name: string, until: string) =>
      `Abra este enlace en ${name}. Vale una vez, hasta ${until}. También se recibe uno al enviar el código por SMS.`,
  },
  phoneKind: "Tipo",
  phoneKindHints: {
    landline:
      "Suena con las llamadas a la línea. Su marcador se abre en un ordenador; sin él solo recibe llamadas.",
    smartphone: "Donde la línea no tiene SMS. Si los tiene, envíe el código desde él.",
  },
  connectPhone: "Conectar un teléfono",
  phoneNumber: "Número del teléfono",
};
