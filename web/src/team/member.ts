import type { Schemas } from "../api/client";

export type Member = Schemas["MemberView"];
export type Role = Member["role"];

/** Whether somebody may change another's account as far as its role goes: what is an owner's, only an owner changes. */
export function mayManage(me: Member, other: Member): boolean {
  return me.role === "owner" || (me.role === "manager" && other.role !== "owner");
}

/** The roles that somebody may give. */
export function rolesGivenBy(me: Member): readonly Role[] {
  return me.role === "owner" ? ["agent", "manager", "owner"] : ["agent", "manager"];
}

/** Two letters for a person: the first of the first name, and of the last. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase() || "?";
}

/** A member as they are being written: what is typed is text until it is saved. */
export type Draft = {
  name: string;
  email: string;
  role: Role;
  number: string;
  extension: string;
  may_unmask: boolean;
};

export function draftOf(member: Member): Draft {
  const { name, email, role, number, extension, may_unmask } = member;
  return { name, email: email ?? "", role, number: number ?? "", extension: extension ?? "", may_unmask };
}

/** What is sent of a draft: what differs from the member, with null for what was emptied. */
export function changeOf(draft: Draft, member: Member): Schemas["ChangeMemberBody"] {
  const before = draftOf(member);
  const trimmed = Object.entries(draft).map(
    ([name, value]) => [name, typeof value === "string" ? value.trim() : value] as const,
  );
  const differing = trimmed.filter(([name, text]) => text !== before[name as keyof Draft]);
  const body = differing.map(([name, text]) => [name, text === "" && name !== "name" ? null : text]);
  return Object.fromEntries(body);
}
