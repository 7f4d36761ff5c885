import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { gzip } from "./build/gzip.ts";

const built = fileURLToPath(new URL("../src/offhook/web/built", import.meta.url));

/** The service worker, as one classic script: not every browser takes one that imports others. */
export default defineConfig({
  publicDir: false,
  plugins: [gzip(built)],
  build: {
    outDir: built,
    emptyOutDir: false, // the pages are there already
    rolldownOptions: {
      input: "src/worker/sw.ts",
      // Its address says what it serves, and is asked for anew each time.
      output: { format: "iife", entryFileNames: "sw.js" },
    },
    target: "es2023",
  },
});
