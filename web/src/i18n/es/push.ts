import type { push as en } from "../en/push";

export const push: typeof en = {
  title: "Notificaciones",
  lead: "Llamadas perdidas y nuevos mensajes de voz de sus líneas, mostrados en este dispositivo mientras no hay ninguna página abierta. Fuera de servicio no recibe ninguna.",
  notify: "Notificar a este dispositivo",
  stop: "Dejar de notificar a este dispositivo",
  test: "Enviar una prueba",
  tested: "Una prueba va en camino a este dispositivo.",
  denied: "Su navegador no muestra notificaciones de esta página",
  deniedDetail: "Permítalas en los ajustes del navegador para esta dirección y vuelva aquí.",
  impossible: "Este navegador no puede mostrar notificaciones mientras no hay ninguna página abierta.",
  needsInstall:
    "Primero añada Offhook a la pantalla de inicio (Compartir, luego Añadir a pantalla de inicio) y ábralo desde allí.",
  devices: "Dispositivos que se notifican",
  thisDevice: "este dispositivo",
  last: (when) => `Última notificación: ${when}`,
  never: "Aún sin notificaciones",
  remove: (name) => `Dejar de notificar a ${name}`,
};
