import { usePlace } from "../app/router";
import { BuyPage } from "./BuyPage";
import { CarrierList } from "./CarrierList";
import { CarrierPage } from "./CarrierPage";
import { NewCarrier } from "./NewCarrier";
import "./CarriersScreen.css";

/** Accounts with carriers: all of them, one with its numbers, a new one, or numbers to buy for one. */
export function CarriersScreen() {
  const [, , trunk, part] = usePlace().pathname.split("/");
  if (!trunk) return <CarrierList />;
  if (trunk === "new") return <NewCarrier />;
  if (part === "buy") return <BuyPage key={trunk} id={trunk} />;
  return <CarrierPage key={trunk} id={trunk} />;
}
