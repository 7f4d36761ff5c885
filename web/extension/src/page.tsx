import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { I18n } from "../../src/i18n/I18n";
import { preferredLanguage, wordsOf } from "../../src/i18n/languages";
import { Words, wordsIn } from "./words";
import "../../src/ui/tokens.css";
import "../../src/ui/base.css";
import "../../src/ui/controls.css";
import "./page.css";

/** Shows one of the extension's pages in the browser's language. */
export async function showPage(page: ReactNode): Promise<void> {
  const root = document.getElementById("app");
  if (root === null) return;
  const language = preferredLanguage();
  document.documentElement.lang = language;
  const words = await wordsOf(language);
  createRoot(root).render(
    <I18n first={{ language, words }}>
      <Words value={wordsIn(language)}>{page}</Words>
    </I18n>,
  );
}
