import { expect, test } from "vitest";
import { foldersOf, written } from "./licenses";

test("each package is named once, whatever is used of it", () => {
  const modules = [
    "/web/src/main.tsx",
    "/web/node_modules/jssip/lib/UA.js",
    "/web/node_modules/jssip/lib/URI.js",
    "/web/node_modules/@scope/name/index.js",
    "\0/web/node_modules/debug/src/browser.js?commonjs",
  ];
  expect(foldersOf(modules)).toEqual([
    "/web/node_modules/@scope/name",
    "/web/node_modules/debug",
    "/web/node_modules/jssip",
  ]);
});

test("the texts follow each other, with whose they are", () => {
  const one = { name: "one", version: "1.0.0", license: "MIT", text: "Copyright One\n" };
  const two = { name: "two", version: "2.0.0", license: "ISC", text: "Copyright Two\n" };
  expect(written([one, two])).toMatch(
    /^one 1\.0\.0 \(MIT\)\n\nCopyright One\n\n-+\n\ntwo 2\.0\.0 \(ISC\)\n\nCopyright Two\n$/,
  );
});
