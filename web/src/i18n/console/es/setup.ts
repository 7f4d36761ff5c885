import type { Step } from "../../../setup/steps";
import type { ConsoleWords } from "../../console";

const trunkErrors = (error: string) => (error ? `: ${error}` : ".");

/** Where an account with a carrier takes the place of a trunk. */
function ofAccount({ step, standing, name, error }: Step): string | undefined {
  if (step === "line" && standing === "missing")
    return "Una línea es un número de su empresa. Tome el control de uno de su cuenta o compre uno.";
  if (step !== "trunk") return undefined;
  switch (standing) {
    case "done":
      return `La cuenta ${name} lleva sus llamadas.`;
    case "missing":
      return "Una cuenta en Twilio, SignalWire, Telnyx o Vonage lleva sus llamadas. Necesita una clave que se crea allí y el auth token de la cuenta.";
    case "trunk_off":
      return `La cuenta ${name} está apagada.`;
    case "trunk_down":
      return `La cuenta ${name} no funciona${trunkErrors(error)}`;
    case "trunk_unchecked":
      return `La cuenta ${name} se está probando …`;
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
          ? `Las llamadas por el troncal ${name} suenan en teléfonos de práctica. No se llama a nadie de verdad.`
          : `El troncal ${name} funciona.`,
        line: `Se puede llamar desde ${name}.`,
        phone: `El teléfono de ${name} puede sonar.`,
        route: `Las llamadas a ${name} suenan en algún teléfono.`,
        call: "Se contestó una llamada.",
      }[step];
    case "missing":
      return {
        trunk: practice
          ? "Este Offhook usa la red de práctica: sus llamadas suenan en teléfonos que se manejan en pantalla. Un troncal de práctica lleva allí."
          : "Un troncal es la conexión con su operador. Necesita su dirección y a menudo un usuario y una contraseña.",
        line: "Una línea es un número de su empresa. La gente lo ve cuando llama usted, y le encuentra por él.",
        phone:
          "Su propio teléfono suena cuando usted llama y cuando le llaman. Nadie a quien llame ve nunca su número.",
        route: "A quién suenan las llamadas de una línea. Primero hace falta una línea.",
        call: practice
          ? "Los teléfonos de práctica contestan como les dice la página Prácticas. Llame a uno: así verá cómo funciona."
          : "Llame a un teléfono suyo y conteste: así sabrá que todo funciona.",
      }[step];
    case "trunk_off":
      return `El troncal ${name} está desactivado.`;
    case "trunk_down":
      return `El troncal ${name} no responde${trunkErrors(error)}`;
    case "not_registered":
      return `El troncal ${name} responde, pero el operador no lo ha admitido${trunkErrors(error)}`;
    case "trunk_unchecked":
      return `Se está probando el troncal ${name} …`;
    case "line_cannot_call":
      return `Aún no se puede llamar desde ${name}.`;
    case "rings_nobody":
      return `Las llamadas a ${name} aún no suenan en ningún teléfono: el buzón las toma enseguida.`;
  }
}

export const setup: ConsoleWords["setup"] = {
  title: "Su primera llamada",
  allDone: "Todo está configurado",
  progress: (done, all) => `${done} de ${all} hechos`,
  done: "hecho",
  open: "pendiente",
  steps: {
    trunk: "Un camino a la red telefónica",
    line: "Una línea",
    phone: "El teléfono de alguien",
    route: "A quién suenan las llamadas",
    call: "La primera llamada",
  },
  standing,
  act: {
    addCarrier: "Conectar una cuenta",
    takeNumber: "Elegir un número",
    seeCarrier: "Ver la cuenta",
    addTrunk: "Añadir un troncal",
    addPracticeTrunk: "Añadir el troncal de práctica",
    seeTrunk: "Ver el troncal",
    addLine: "Añadir una línea",
    seeLine: "Ver la línea",
    route: "Decidir a quién suena",
    call: "Hacer una llamada",
  },
  askOwner: "Pida a un propietario que añada uno.",
  ownNumber: "Número de su propio teléfono",
  ownNumberHint: "Un móvil o un fijo.",
};
