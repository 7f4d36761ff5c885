export const settings = {
  you: "Usted",
  role: { owner: "Propietario", manager: "Gestor", agent: "Agente" },
  signOut: "Cerrar sesión",
  signOutDetail: "En este dispositivo. Sus teléfonos y líneas siguen como están.",
  look: "Aspecto",
  language: "Idioma",
  theme: "Colores",
  themes: { auto: "Como este dispositivo", light: "Claro", dark: "Oscuro" },
};
