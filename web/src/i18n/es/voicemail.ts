import type { voicemail as en } from "../en/voicemail";

export const voicemail: typeof en = {
  list: "Mensajes de voz, los últimos primero",
  show: "Mostrar",
  all: "Todos",
  unheard: "Nuevos",
  new: "Nuevo",
  to: (line) => `para ${line}`,
  none: "No hay mensajes de voz",
  noneNew: "No hay mensajes nuevos",
  noneDetail: "Cuando nadie contesta, quien llama puede dejar un mensaje. Aparecerá aquí.",
  play: (who) => `Reproducir el mensaje de ${who}`,
  pause: "Pausar",
  position: "Posición en el mensaje",
  speed: "Velocidad",
  markHeard: "Marcar como escuchado",
  markNew: "Marcar como nuevo",
  delete: "Eliminar",
  deleted: (who) => `El mensaje de ${who} se ha eliminado.`,
  states: {
    waiting: "Se está obteniendo el audio.",
    lost: "El audio se perdió por el camino: devuelva la llamada.",
  },
};
