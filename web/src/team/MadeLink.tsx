import type { Schemas } from "../api/client";
import { useI18n } from "../i18n/I18n";
import { Copied } from "../ui/Copied";
import { Dialog } from "../ui/Dialog";

/** A sign-in link that was just made: where it was mailed, or the link itself to be passed on. */
export function MadeLink({ made, close }: { made: Schemas["NewLinkView"]; close: () => void }) {
  const { words, format } = useI18n();
  const { team, common } = words;
  const until = format.exact(made.link.expires_at);
  return (
    <Dialog title={made.mailed_to ? team.linkMailed : team.linkMade} close={close}>
      {made.mailed_to ? (
        <p>{team.linkMailedDetail(made.mailed_to, until)}</p>
      ) : (
        <>
          <p>{team.linkMadeDetail(made.member.name, until)}</p>
          {made.url && <Copied label={team.link} text={made.url} />}
          {made.not_mailed && <p className="small soft">{team.notMailed(made.not_mailed)}</p>}
        </>
      )}
      <div className="dialog-do">
        <button type="button" className="button button-main" onClick={close}>
          {common.done}
        </button>
      </div>
    </Dialog>
  );
}
