export const session = {
  title: "Iniciar sesión",
  lead: "Llame desde su propio teléfono. Los demás ven el número de su empresa.",
  email: "Correo electrónico",
  password: "Contraseña",
  signIn: "Iniciar sesión",
  signingIn: "Iniciando sesión …",
  showPassword: "Mostrar la contraseña",
  hidePassword: "Ocultar la contraseña",
  missing: "Escriba su correo electrónico y su contraseña.",
};
