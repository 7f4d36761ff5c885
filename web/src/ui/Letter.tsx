import "./Letter.css";

/** The first letter of a name, in a circle, to find people by. What it says is said beside it. */
export function Letter({ name }: { name: string }) {
  const [first = "#"] = name;
  return (
    <span className="letter" aria-hidden>
      {first.toUpperCase()}
    </span>
  );
}
