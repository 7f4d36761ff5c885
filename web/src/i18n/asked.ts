/** What asks the API for its sentences in the language that is shown, which may be another than the browser's. */
export function inOurLanguage(): Record<string, string> {
  const { lang } = document.documentElement;
  return lang ? { "Accept-Language": lang } : {};
}
