export const session = {
  title: "Sign in",
  lead: "Call from your own phone. People see your business’s number.",
  email: "E-mail",
  password: "Password",
  signIn: "Sign in",
  signingIn: "Signing in …",
  showPassword: "Show password",
  hidePassword: "Hide password",
  missing: "Type your e-mail and your password.",
};
