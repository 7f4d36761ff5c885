import { defineConfig } from "vitest/config";
import { numbers } from "./build/numbers.ts";
import { react } from "./build/react.ts";

export default defineConfig({
  plugins: [numbers()],
  resolve: { alias: react },
  test: {
    environment: "happy-dom",
    include: ["{src,build,extension}/**/*.test.{ts,tsx}"],
    isolate: false,
    restoreMocks: true,
    server: { deps: { inline: ["lucide-react"] } }, // so that the alias holds in it too
  },
});
