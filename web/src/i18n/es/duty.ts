import type { duty as en } from "../en/duty";

export const duty: typeof en = {
  title: "Turno",
  none: "Ninguna línea le llama: un propietario o gestor le incluye en la ruta de una línea.",
  on: "De turno: las llamadas suenan en su teléfono",
  off: "Fuera de turno: ni llamadas ni avisos",
  others: { on: "De turno", off: "Fuera de turno", keeps: "Hasta que se cambie" },
  untilTime: (time) => `hasta ${time}`,
  end: (line) => `Cuánto tiempo, en ${line}`,
  keeps: "Hasta que lo cambie",
  choices: { hour: "Durante una hora", four: "Durante cuatro horas", tomorrow: "Hasta mañana a las 8" },
};
