import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useWords } from "../i18n/I18n";
import { Shown } from "../ui/Shown";
import { Backups } from "./Backups";
import { Findings } from "./Findings";
import { Machine } from "./Machine";
import "./SystemScreen.css";

/** How the installation is: what to look after, what it runs on, how full it is, and copies of its database. */
export function SystemScreen() {
  const { common } = useWords();
  const doctor = useLoad(useCallback(() => taken(api.GET("/api/v1/doctor")), []));
  const machine = useLoad(useCallback(() => taken(api.GET("/api/v1/system")), []));
  return (
    <div className="system">
      <h1>{common.system}</h1>
      <Shown load={doctor}>{({ findings }) => <Findings findings={findings} again={doctor.again} />}</Shown>
      <Shown load={machine}>{(system) => <Machine system={system} />}</Shown>
      <Backups changed={machine.again} />
    </div>
  );
}
