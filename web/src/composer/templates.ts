/** A text that is written often, with places that are filled in when it is chosen. */
export type Template = { id: string; name: string; text: string };

/** What its places can be filled with. */
export type Known = { name: string; line: string; member: string };

/** The places that there are. */
export const PLACES = ["name", "first_name", "line", "member"] as const;

/**
 * Its text with what is known in its places. What is not known stays as it is, and `missing` names it, so that nobody
 * sends a text to “{name}” unseen.
 */
export function filled(template: string, known: Known): { text: string; missing: readonly string[] } {
  const values: Readonly<Record<string, string>> = {
    ...known,
    first_name: known.name.trim().split(/\s+/)[0] ?? "",
  };
  const missing = new Set<string>();
  const text = template.replace(/\{(\w+)\}/g, (written, place: string) => {
    const value = values[place];
    if (value) return value;
    missing.add(written);
    return written;
  });
  return { text, missing: [...missing] };
}

/** Where a template goes into what is written already: at the cursor, with a space where words would touch. */
export function inserted(
  text: string,
  added: string,
  from: number,
  to: number,
): { text: string; at: number } {
  const before = text.slice(0, from);
  const after = text.slice(to);
  const gap = before && !/\s$/.test(before) ? " " : "";
  const end = after && !/^\s/.test(after) ? " " : "";
  return { text: `${before}${gap}${added}${end}${after}`, at: before.length + gap.length + added.length };
}
