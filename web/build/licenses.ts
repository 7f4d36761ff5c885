import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Of a package that is part of the build. */
export type Notice = { name: string; version: string; license: string; text: string };

const PACKAGE = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//;
const TEXT = /^(licen[sc]e|notice|copying)/i;

/** Writes `licenses.txt` beside the build: what each package that is in it wants to be said with every copy of it. */
export function licenses(): Plugin {
  return {
    name: "licenses",
    apply: "build",
    async generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
      const folders = foldersOf(chunks.flatMap((chunk) => Object.keys(chunk.modules)));
      const notices = await Promise.all(folders.map(noticeOf));
      this.emitFile({ type: "asset", fileName: "licenses.txt", source: written(notices) });
    },
  };
}

/** The folders of the packages that these modules are of, each once. */
export function foldersOf(modules: readonly string[]): string[] {
  const found = modules
    .map((each) => PACKAGE.exec(each.replace("\0", ""))?.[1])
    .filter((each) => each !== undefined);
  return [...new Set(found)].sort();
}

/** One text, a package after the other. */
export function written(notices: readonly Notice[]): string {
  return notices
    .map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text.trim()}\n`)
    .join(`\n${"-".repeat(80)}\n\n`);
}

async function noticeOf(folder: string): Promise<Notice> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((each) => TEXT.test(each)).sort();
  const texts = await Promise.all(files.map((each) => readFile(join(folder, each), "utf8")));
  if (texts.length === 0) throw new Error(`${name} ${version} has no text of its license to be passed on`);
  return { name, version, license, text: texts.join("\n\n") };
}
