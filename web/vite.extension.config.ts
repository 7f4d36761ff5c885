import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { licenses } from "./build/licenses.ts";
import { react } from "./build/react.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const built = here("extension/dist");
const PAGES = ["popup", "options", "offscreen"];

/** The pages stand beside the manifest, which names them so. */
const copies = {
  name: "extension-files",
  apply: "build" as const,
  enforce: "post" as const,
  generateBundle(_: unknown, bundle: Record<string, { fileName: string }>) {
    for (const file of Object.values(bundle)) file.fileName = file.fileName.replace(/^extension\//, "");
  },
  async closeBundle() {
    await cp(here("extension/manifest.json"), `${built}/manifest.json`);
    for (const icon of ["icon-192.png", "icon-512.png"]) await cp(here(`public/${icon}`), `${built}/${icon}`);
  },
};

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [licenses(), copies],
  resolve: { alias: react },
  build: {
    outDir: built,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      input: {
        background: "extension/src/background.ts",
        ...Object.fromEntries(PAGES.map((page) => [page, `extension/${page}.html`])),
      },
      output: {
        entryFileNames: ({ name }) => (name === "background" ? "background.js" : "assets/[name]-[hash].js"),
      },
    },
    target: "es2023",
  },
});
