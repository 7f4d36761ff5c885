import { usePlace } from "../app/router";
import { NewTrunk } from "./NewTrunk";
import { TrunkList } from "./TrunkList";
import { TrunkPage } from "./TrunkPage";
import "./TrunksScreen.css";

/** Connections to carriers: all of them, one of them, or a new one. */
export function TrunksScreen() {
  const [, , trunk] = usePlace().pathname.split("/");
  if (!trunk) return <TrunkList />;
  if (trunk === "new") return <NewTrunk />;
  return <TrunkPage key={trunk} id={trunk} />;
}
