import { expect, test } from "vitest";
import { originOf } from "./server";

test.each([
  ["phones.example.com", "https://phones.example.com"],
  [" https://phones.example.com/settings?x ", "https://phones.example.com"],
  ["https://phones.example.com:8443", "https://phones.example.com:8443"],
  ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"],
  ["http://localhost:8080", "http://localhost:8080"],
])("%s is an address", (typed, origin) => {
  expect(originOf(typed)).toBe(origin);
});

test.each([
  "",
  "http://phones.example.com",
  "ftp://phones.example.com",
  "https://",
  "javascript:alert(1)",
  "a b",
])("“%s” is none", (typed) => {
  expect(originOf(typed)).toBeNull();
});
