/** What a phone dials of what somebody typed or pasted; null for what is no number. */
export function dialled(typed: string): string | null {
  const plain = typed.replace(/[\s()./\u2010-\u2015-]/g, "");
  return /^(\+[0-9]{3,15}|[0-9*]{2,20})$/.test(plain) ? plain : null;
}
