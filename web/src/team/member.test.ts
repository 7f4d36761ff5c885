import { expect, test } from "vitest";
import { changeOf, draftOf, initialsOf, type Member, mayManage, rolesGivenBy } from "./member";

const ANN: Member = {
  id: "member_1",
  name: "Ann",
  role: "agent",
  email: "ann@example.com",
  number: null,
  extension: "201",
  copies: "push",
  may_unmask: false,
  active: true,
  created_at: "2026-11-21T14:00:00Z",
};
const [owner, manager] = [
  { ...ANN, id: "member_2", role: "owner" as const },
  { ...ANN, id: "member_3", role: "manager" as const },
];

test("only what differs is sent, and null for what was emptied", () => {
  const draft = { ...draftOf(ANN), name: " Ann Lee ", extension: "", number: "+12025550111" };
  expect(changeOf(draft, ANN)).toEqual({ name: "Ann Lee", extension: null, number: "+12025550111" });
  expect(changeOf({ ...draftOf(ANN), name: " " }, ANN)).toEqual({ name: "" });
  expect(changeOf({ ...draftOf(ANN), may_unmask: true }, ANN)).toEqual({ may_unmask: true });
  expect(changeOf(draftOf(ANN), ANN)).toEqual({});
});

test("an owner may change everybody, a manager all but owners, an agent nobody", () => {
  const may = [owner, manager, ANN].map((me) => [owner, manager, ANN].map((other) => mayManage(me, other)));
  expect(may).toEqual([
    [true, true, true],
    [false, true, true],
    [false, false, false],
  ]);
  expect([rolesGivenBy(owner).includes("owner"), rolesGivenBy(manager).includes("owner")]).toEqual([
    true,
    false,
  ]);
});

test.each([
  ["Ann Lee", "AL"],
  ["ann", "A"],
  ["Ángel de la Cruz", "ÁC"],
  ["  ", "?"],
])("%s is %s in two letters", (name, letters) => {
  expect(initialsOf(name)).toBe(letters);
});
