export const account = {
  sessions: "Dónde tiene la sesión abierta",
  sessionsLead: "¿Alguna no es suya? Ciérrela y elija una contraseña nueva.",
  thisDevice: "Este dispositivo",
  someBrowser: "Un navegador",
  by: { password: "Con contraseña", link: "Con un enlace" },
  seen: (ago: string) => `usada ${ago}`,
  signOutOf: (browser: string) => `Cerrar la sesión de ${browser}`,
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
};
