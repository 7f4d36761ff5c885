import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { keepForOffline } from "./app/offline";
import { showTheme } from "./app/theme";
import { I18n } from "./i18n/I18n";
import { preferredLanguage, wordsOf } from "./i18n/languages";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/controls.css";

async function start(root: HTMLElement): Promise<void> {
  showTheme();
  const language = preferredLanguage();
  document.documentElement.lang = language;
  const words = await wordsOf(language);
  createRoot(root).render(
    <StrictMode>
      <I18n first={{ language, words }}>
        <App />
      </I18n>
    </StrictMode>,
  );
}

const root = document.getElementById("app");
if (root) void start(root).then(keepForOffline);
