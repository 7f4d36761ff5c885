import { Link } from "../app/router";
import { pieces } from "./links";

/** A text as it was written, with what leads somewhere as links. Nobody who is linked to learns where the link stood. */
export function Linked({ text }: { text: string }) {
  let at = 0;
  return pieces(text).map(({ text: written, href }) => {
    const key = at;
    at += written.length;
    if (href === undefined) return written;
    // A link keeps its own direction, so that the text around it can't turn what it seems to say.
    if (href.startsWith("/"))
      return (
        <Link key={key} href={href}>
          <bdi>{written}</bdi>
        </Link>
      );
    return (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
        <bdi>{written}</bdi>
      </a>
    );
  });
}
