import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { gzip } from "./build/gzip.ts";
import { licenses } from "./build/licenses.ts";
import { numbers } from "./build/numbers.ts";
import { react } from "./build/react.ts";

const built = fileURLToPath(new URL("../src/offhook/web/built", import.meta.url));
/** Where `offhook serve` listens while `npm run dev` serves the pages. */
const server = process.env.OFFHOOK_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [numbers(), licenses(), gzip(built)],
  resolve: { alias: react },
  build: {
    outDir: built,
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy lets nothing inline in
    rolldownOptions: {
      input: { index: "index.html" },
    },
    modulePreload: { polyfill: false },
    target: "es2023",
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": server, "/sip": { target: server, ws: true } },
  },
});
