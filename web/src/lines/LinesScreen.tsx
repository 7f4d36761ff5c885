import { usePlace } from "../app/router";
import { RoutePage } from "../routing/RoutePage";
import { BlockedCallers } from "./BlockedCallers";
import { LineList } from "./LineList";
import { LinePage } from "./LinePage";
import { NewLine } from "./NewLine";
import "./LinesScreen.css";

/** Lines: all of them, one of them, and whom its calls ring. */
export function LinesScreen() {
  const [, , line, part] = usePlace().pathname.split("/");
  if (!line) return <LineList />;
  if (line === "new") return <NewLine />;
  if (line === "blocked") return <BlockedCallers />;
  if (part === "route") return <RoutePage key={line} id={line} />;
  return <LinePage key={line} id={line} />;
}
