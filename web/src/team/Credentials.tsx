import type { Schemas } from "../api/client";
import { useWords } from "../i18n/I18n";
import { Copied } from "../ui/Copied";
import { Dialog } from "../ui/Dialog";
import { Notice } from "../ui/Notice";

/** What is typed into a SIP phone so that it signs in. Shown once: the secret is kept nowhere. */
export function Credentials({ made, close }: { made: Schemas["NewSoftphoneView"]; close: () => void }) {
  const { team, common } = useWords();
  const { credentials } = made;
  if (credentials === null) return null;
  const { server } = credentials;
  return (
    <Dialog title={team.typeIn} close={close}>
      <p>{team.typeInDetail}</p>
      {server.host ? (
        <>
          <Copied label={team.server} text={server.host} />
          <p className="small">{team.ports(server.port, server.tls_port)}</p>
        </>
      ) : (
        <Notice kind="info">
          <p>{team.noServer}</p>
        </Notice>
      )}
      <Copied label={team.username} text={credentials.username} />
      <Copied label={team.secret} text={credentials.secret} />
      <Copied label={team.realm} text={credentials.realm} />
      <div className="dialog-do">
        <button type="button" className="button button-main" onClick={close}>
          {common.done}
        </button>
      </div>
    </Dialog>
  );
}
