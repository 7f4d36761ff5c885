import type { EmergencyLack } from "../../../setup/emergency";
import type { ConsoleWords } from "../../console";

const lacks: Record<EmergencyLack, string> = {
  not_set_up: "nadie ha dicho aún qué operador las acepta ni a qué número devuelve la llamada.",
  line_removed: "la línea que debían mostrar fue eliminada.",
  trunk_removed: "el troncal por el que debían salir fue eliminado.",
  trunk_off: "el troncal por el que debían salir está desactivado.",
};

export const emergency: ConsoleWords["emergency"] = {
  title: "Llamadas de emergencia",
  works: "Las llamadas de emergencia funcionan desde teléfonos de mesa y del navegador.",
  worksHow: (trunk, number) => `Salen por el troncal ${trunk} y la llamada se devuelve a ${number}.`,
  off: (lack) =>
    `Las llamadas de emergencia no funcionan desde teléfonos de mesa ni del navegador: ${lacks[lack]}`,
  trunkDown: (trunk) =>
    `El troncal ${trunk} no responde ahora: mientras siga así, ninguna llamada de emergencia sale.`,
  seeTrunk: "Ver el troncal",
  meansTitle: "Qué significa",
  means:
    "Quien marque 112, 911 o 999 en un teléfono de mesa o en el navegador oye que debe usar un móvil. No se llama a nadie. Dígaselo a quienes tengan un teléfono así.",
  howTitle: "Cómo hacer que funcionen",
  how: [
    "Pregunte a su operador si su troncal acepta llamadas de emergencia.",
    "Dígale la dirección del número que se mostrará: allí se envía la ayuda.",
    "Indique aquí el troncal y el número.",
  ],
  dialPad: "El botón Llamar nunca llama a un número de emergencia, con esto o sin ello.",
  trunk: "Troncal que acepta llamadas de emergencia",
  line: "Número que se muestra y al que se devuelve la llamada",
  address: "Adónde debe ir la ayuda",
  addressHint: "Los propietarios lo reciben con cada emergencia. El operador debe saberlo por usted.",
  choose: "Elegir …",
  save: "Permitir llamadas de emergencia",
  switchOff: "Desactivar llamadas de emergencia",
  switchOffQuestion: "¿Desactivar las llamadas de emergencia?",
  switchOffDetail:
    "A quien marque un número de emergencia en un teléfono de mesa o en el navegador se le dirá que use un móvil.",
  askOwner: "Solo un propietario puede configurarlo.",
  needsLine: "Primero hacen falta un troncal y una línea.",
};
