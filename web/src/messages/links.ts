/** A part of a text: as it is, or a link to somewhere that is safe to go. */
export type Piece = { text: string; href?: string };

const FOUND = /(?:https?:\/\/|www\.)[^\s<>"'`]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d[\d\s().-]{6,18}\d/giu;
const CLOSERS = { ")": "(", "]": "[", "}": "{" } as Readonly<Record<string, string>>;

/**
 * A text in pieces, with its web addresses, mail addresses and telephone numbers as links. An address is shown as it was
 * written, and leads where it says: one with a user name in it, as `https://bank.example@evil.example`, is no link.
 */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(FOUND)) {
    const link = linkOf(match[0], text.slice(0, match.index));
    if (link === undefined) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push(link);
    end = match.index + link.text.length;
  }
  if (end < text.length || found.length === 0) found.push({ text: text.slice(end) });
  return found;
}

function linkOf(written: string, before: string): Piece | undefined {
  if (/^(?:https?:|www\.)/i.test(written)) {
    const text = trimmed(written);
    const href = safe(/^www\./i.test(text) ? `https://${text}` : text);
    return href === undefined ? undefined : { text, href };
  }
  if (/[\p{L}\p{N}@/]$/u.test(before)) return undefined; // the end of a longer word
  if (written.includes("@")) return { text: written, href: `mailto:${written}` };
  const plain = written.replace(/[^\d+]/g, "");
  // Digits without a plus are dates, amounts and orders as often as they are numbers.
  const number = /^\+\d{8,15}$/.test(plain) ? plain : undefined;
  return number === undefined ? undefined : { text: written, href: `/dial?to=${encodeURIComponent(number)}` };
}

/** Without what belongs to the sentence: “(see https://a.example/b).” ends before the bracket. */
function trimmed(address: string): string {
  let text = address;
  for (;;) {
    const last = text.slice(-1);
    const opener = CLOSERS[last];
    const surplus = opener !== undefined && text.split(last).length > text.split(opener).length;
    if (!surplus && !/[.,;:!?…»”’*_]$/u.test(text)) return text;
    text = text.slice(0, -1);
  }
}

function safe(address: string): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  const web = url.protocol === "https:" || url.protocol === "http:";
  return web && url.hostname.includes(".") && !url.username && !url.password ? url.href : undefined;
}
