import { usePlace } from "../app/router";
import { MemberList } from "./MemberList";
import { MemberPage } from "./MemberPage";
import "./TeamScreen.css";

/** The people of the workspace, or one of them. */
export function TeamScreen() {
  const [, , member] = usePlace().pathname.split("/");
  return member ? <MemberPage key={member} id={member} /> : <MemberList />;
}
