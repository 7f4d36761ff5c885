import type { Codec, TrunkStanding } from "../../../trunks/trunks";
import type { ConsoleWords } from "../../console";

const standings: Record<TrunkStanding, string> = {
  up: "Funciona",
  off: "Desactivado",
  down: "No responde",
  refused: "El operador nos rechaza",
  registering: "Registrándose …",
  unchecked: "Probando …",
};

const codecNames: Record<Codec, string> = {
  alaw: "G.711 ley A (Europa)",
  ulaw: "G.711 ley μ (Norteamérica, Japón)",
  g722: "G.722 (más claro, si el operador lo tiene)",
  opus: "Opus (claro con pocos datos)",
};

export const trunks: ConsoleWords["trunks"] = {
  add: "Añadir un troncal",
  new: "Un troncal nuevo",
  newLead:
    "Su operador lo llama troncal SIP. Tenga a mano lo que le envió: una dirección y a menudo un usuario y una contraseña.",
  lead: "Un troncal es la conexión con su operador. Las llamadas de sus líneas pasan por él.",
  none: "Aún no hay troncales",
  standings,
  health: "Cómo está",
  connection: "Conexión",
  answers: "Responde",
  states: {
    up: (ms) => (ms === null ? "sí" : `sí, en ${ms} ms`),
    down: () => "no",
    unchecked: () => "aún sin preguntar",
  },
  registration: "Registro",
  notRegistering: "ninguno: el operador sabe dónde estamos",
  registrations: {
    registered: "registrado: el operador envía las llamadas aquí",
    rejected: "rechazado por el operador",
    unregistered: "intentándolo",
  },
  lastError: "Último error",
  test: "Probar ahora",
  testing: "Preguntando …",
  tested: (time) => `Preguntado a las ${time}.`,
  name: "Nombre",
  nameHint: "Para usted: letras, cifras, espacios y . _ -",
  host: "Dirección del operador",
  hostHint: "Como se la dio: sip.example.com o una dirección IP.",
  known: "¿Cómo le reconoce el operador?",
  byAccount: "Por un usuario y una contraseña",
  byAccountHint: "Le dio ambos. Así lo hacen casi todos.",
  byAddress: "Por la dirección de esta máquina",
  byAddressHint: "Usted le dijo su IP fija y él no le dio contraseña.",
  username: "Usuario",
  password: "Contraseña",
  passwordHint: "Se guarda cifrada y no se vuelve a mostrar.",
  passwordSet: "Hay una y no se puede mostrar. Escriba otra para cambiarla.",
  register: "Registrarse con el operador",
  registerHint:
    "Activado: así sabe el operador adónde enviar sus llamadas. Desactivado: las envía a una dirección fija.",
  more: "Más: transporte, puerto, formato de números, sonido",
  transport: "Transporte",
  transportHint: "TLS cifra quién llama a quién; úselo si su operador lo tiene.",
  transports: { udp: "UDP (habitual)", tcp: "TCP", tls: "TLS (cifrado)" },
  port: "Puerto",
  portHint: "Vacío: el habitual, 5060, o 5061 con TLS.",
  format: "Cómo se escriben los números",
  formatHint: "Como los quiere su operador.",
  formats: {
    e164: "+12025550122 (habitual)",
    e164_without_plus: "12025550122, sin el más",
    national: "Como dentro del país: 2025550122",
  },
  country: "País (dos letras)",
  codecs: "Sonido, el preferido primero",
  codecNames,
  codecEarlier: (name) => `Preferir ${name}`,
  foreign: "El operador muestra también otros números",
  foreignHint:
    "Desactivado: solo muestra los números que le dio, como casi todos. Activado: quien usted permita podrá mostrar su propio número o ver el de la otra parte.",
  enabled: "Las llamadas pueden usarlo",
  enabledHint: "Desactivado: ninguna llamada pasa por él. Las que están en curso siguen.",
  remove: "Eliminar este troncal",
  removeQuestion: (name) => `¿Eliminar ${name}?`,
  removeDetail:
    "Solo se puede eliminar un troncal que no use ninguna línea. El historial de sus llamadas queda.",
};
