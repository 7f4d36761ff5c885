import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(css|html|js|json|svg|webmanifest)$/;
/** Bytes below which compressing saves less than its header costs. */
const SMALLEST = 600;

/** Writes NAME.gz beside every text file of the build, so that the server compresses nothing while it answers. */
export function gzip(folder: string): Plugin {
  return {
    name: "gzip",
    apply: "build",
    async closeBundle() {
      for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!file.isFile() || !TEXT.test(file.name)) continue;
        const path = join(file.parentPath, file.name);
        const content = await readFile(path);
        if (content.length < SMALLEST) continue;
        await writeFile(`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}
