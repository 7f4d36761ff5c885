export const account = {
  sessions: "Dónde tiene la sesión abierta",
  sessionsLead: "¿Alguna no es suya? Ciérrela y elija una contraseña nueva.",
  thisDevice: "Este dispositivo",
  someBrowser: "Un navegador",
  by: {
    password: "Con contraseña",
    link: "Con un enlace",
    passkey: "Con una llave de acceso",
    phone: "Con el enlace de un teléfono",
  },
  seen: (ago: string) => `usada ${ago}`,
  signOutOf: (browser: string) => `Cerrar sesión: ${browser}`,
  signOutOfDetail: "Quien esté allí tendrá que volver a entrar. Las llamadas en curso siguen.",
  signOutEverywhere: "Cerrar todas las sesiones",
  signOutEverywhereDetail:
    "Se cierra la sesión en todos sus navegadores, también en este. Las llamadas en curso siguen.",
  password: "Contraseña",
  passwordNeedsEmail:
    "No tiene un correo electrónico con el que entrar. Un propietario o gestor puede darle uno en Equipo.",
  oldPassword: "Contraseña anterior",
  oldPasswordHint: "No hace falta en los 15 minutos después de entrar con un enlace.",
  passwordChanged: "Su contraseña ha cambiado",
  othersSignedOut: (count: number) =>
    count === 0
      ? "No había ningún otro navegador con la sesión abierta."
      : count === 1
        ? "Se ha cerrado la sesión en otro navegador."
        : `Se ha cerrado la sesión en otros ${count} navegadores.`,
  passkeys: "Llaves de acceso",
  passkeysLead: "Entre con el dedo, la cara o el PIN de este dispositivo en vez de con una contraseña.",
  addPasskey: "Añadir una llave de acceso",
  addPasskeyLead: "El navegador le pedirá el dedo, la cara o un PIN.",
  noPasskeys: "Todavía no hay ninguna. Añada una en cada dispositivo que use.",
  passkeysUnknown:
    "Este navegador no crea llaves de acceso aquí: necesitan una dirección https:// o localhost.",
  passkeyName: "Cómo llamarla",
  passkeyNameHint: "Para reconocerla, por ejemplo Mi móvil.",
  synced: "También en sus otros dispositivos",
  notUsedYet: "sin usar todavía",
  remove: "Quitar",
  removeOf: (name: string) => `Quitar la llave de acceso ${name}`,
  removePasskeyDetail: "Ya no deja entrar a nadie. Las sesiones abiertas siguen.",
  ceremonies: {
    cancelled: "No se ha añadido nada: se cerró la pregunta del navegador, o esperó demasiado.",
    known: "Este dispositivo ya tiene una llave de acceso suya.",
    impossible:
      "Este navegador no puede usar llaves de acceso aquí: necesitan una dirección https:// o localhost.",
  },
};
