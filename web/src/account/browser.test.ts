import { expect, test } from "vitest";
import { browserOf, isMobile } from "./browser";

const SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1";

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux", false],
  [
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
    "Chrome, Windows",
    false,
  ],
  ["Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge, Windows", false],
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) ${SAFARI}`, "Safari, iPhone", true],
  ["Mozilla/5.0 (Linux; Android 16) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome, Android", true],
  ["curl/8.17.0", "", false],
])("what calls itself %s is named in a word", (agent, name, mobile) => {
  expect([browserOf(agent), isMobile(agent)]).toEqual([name, mobile]);
});
