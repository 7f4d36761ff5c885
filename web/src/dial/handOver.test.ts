import { describe, expect, it } from "vitest";
import { telephoneLink } from "./handOver";

const EXPIRES = "2026-11-26T14:02:00Z";

describe("what a telephone is given to dial", () => {
  it("is the line, and after a pause the digits that prove the call", () => {
    const link = telephoneLink({ number: "+12025550100", code: "481516", expires_at: EXPIRES });
    expect(link).toBe("tel:+12025550100,481516");
  });

  it("is the line alone where the carrier vouches for the telephone", () => {
    expect(telephoneLink({ number: "+12025550100", code: "", expires_at: EXPIRES })).toBe("tel:+12025550100");
  });
});
