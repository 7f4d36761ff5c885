import { createHash } from "node:crypto";
import metadata from "libphonenumber-js/min/metadata";
import type { Plugin } from "vite";

const MODULE = "virtual:calling-codes";
const HASH = createHash("sha256").update(JSON.stringify(metadata)).digest("hex").slice(0, 8);
const FOLDER = `assets/numbers-${HASH}`;
const CODES = Object.entries(
  metadata.country_calling_codes as unknown as Record<string, [string, ...string[]]>,
);

/**
 * How numbers are written, a file a calling code: a page fetches the one or two that it shows numbers of, instead of
 * all of the world's. Countries that share a code are written as the first of them, whose rules these are.
 */
export function numbers(): Plugin {
  return {
    name: "numbers",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => (id === `\0${MODULE}` ? module() : undefined),
    generateBundle() {
      for (const [code] of CODES) this.emitFile({ type: "asset", fileName: path(code), source: rules(code) });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const code = CODES.map(([each]) => each).find((each) => request.url === `/${path(each)}`);
        if (code === undefined) return next();
        response.setHeader("Content-Type", "application/json");
        response.end(rules(code));
      });
    },
  };
}

function path(code: string): string {
  return `${FOLDER}/${code}.json`;
}

function module(): string {
  const codes = Object.fromEntries(
    CODES.flatMap(([code, countries]) => countries.map((each) => [each, code])),
  );
  return `export const FOLDER = "/${FOLDER}";\nexport const CODES = ${JSON.stringify(codes)};\n`;
}

/** The library's metadata, cut down to the one country that says how numbers of this code are written. */
function rules(code: string): string {
  const [main] = CODES.find(([each]) => each === code)?.[1] ?? [""];
  const countries: Record<string, unknown> = metadata.countries;
  return JSON.stringify({
    version: metadata.version,
    country_calling_codes: { [code]: [main] },
    countries: { [main]: countries[main] },
    nonGeographic: {},
  });
}
