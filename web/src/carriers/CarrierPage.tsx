import { Trash2 } from "lucide-react";
import { useCallback, useEffect } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { go, Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { useStream } from "../live/Live";
import { useSession } from "../session/SessionGate";
import { Confirm } from "../ui/Confirm";
import { Copied } from "../ui/Copied";
import { Notice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { CarrierBadge } from "./CarrierBadge";
import { CredentialsPart } from "./CredentialsPart";
import { type Carrier, carrierOf, hasApplication } from "./carriers";
import { NumbersPart } from "./NumbersPart";
import { PacePart } from "./PacePart";
import { TokenPart } from "./TokenPart";

/** One account: its numbers, what it opens with, and its end. */
export function CarrierPage({ id }: { id: string }) {
  const { common } = useWords();
  const { carriers: words } = useConsoleWords();
  const { role } = useSession().session.member;
  const stream = useStream();
  const load = useLoad(useCallback(() => carrierOf(id), [id]));
  const { again } = load;
  useEffect(() => stream.on("number", ({ trunk }) => trunk === id && again()), [stream, id, again]);
  const carrier = load.state === "ready" ? load.data : undefined;
  return (
    <Page
      title={carrier?.trunk.name ?? common.carriers}
      lead={carrier && `${words.kinds[carrier.kind]} · ${carrier.account}`}
      back={{ href: "/accounts", words: common.carriers }}
      actions={carrier && <CarrierBadge carrier={carrier} />}
    >
      <Shown load={load}>
        {(found) => (
          <>
            {found.trial && (
              <Notice kind="warn" title={words.trial}>
                <p>{words.trialDetail}</p>
              </Notice>
            )}
            {found.trunk.health.error && (
              <Notice kind="bad" title={words.down}>
                <p>{found.trunk.health.error}</p>
              </Notice>
            )}
            {found.lists_numbers ? <NumbersPart carrier={found} /> : <Elsewhere carrier={found} />}
            {found.lists_numbers && hasApplication(found) && <Application carrier={found} />}
            {role === "owner" && (
              <div className="carrier-parts">
                <CredentialsPart carrier={found} put={load.put} />
                <div className="carrier-column">
                  {found.kind !== "telnyx" && found.kind !== "vonage" && (
                    <TokenPart carrier={found} put={load.put} />
                  )}
                  <PacePart carrier={found} put={load.put} />
                  <Remove carrier={found} />
                </div>
              </div>
            )}
          </>
        )}
      </Shown>
    </Page>
  );
}

/** Where its numbers are managed at the carrier: what to enter there. */
function Elsewhere({ carrier }: { carrier: Carrier }) {
  const { carriers: words, lines } = useConsoleWords();
  return (
    <Part
      title={words.numbers}
      actions={
        <Link className="button" href="/lines/new">
          {lines.add}
        </Link>
      }
    >
      <Notice kind="info" title={words.elsewhere}>
        <p>{words.elsewhereDetail[carrier.kind]}</p>
      </Notice>
      <Addresses carrier={carrier} />
    </Part>
  );
}

/** What its application at the carrier is to be given, before it can lead numbers here. */
function Application({ carrier }: { carrier: Carrier }) {
  const { carriers: words } = useConsoleWords();
  return (
    <Part title={words.itsApplication} lead={words.itsApplicationDetail[carrier.kind] ?? ""}>
      <Addresses carrier={carrier} />
    </Part>
  );
}

function Addresses({ carrier }: { carrier: Carrier }) {
  const { carriers: words } = useConsoleWords();
  return (
    <>
      <Copied label={words.voiceUrl} text={carrier.voice_url} />
      <Copied label={words.statusUrl} text={carrier.status_url} />
      {carrier.kind === "vonage" && carrier.text_url && (
        <Copied label={words.textUrl} text={carrier.text_url} />
      )}
    </>
  );
}

function Remove({ carrier }: { carrier: Carrier }) {
  const { carriers: words } = useConsoleWords();
  const { id, name } = carrier.trunk;
  return (
    <Part title={words.remove}>
      <p className="soft">{words.removeDetail}</p>
      <div>
        <Confirm
          className="button"
          label={
            <>
              <Trash2 size={18} aria-hidden />
              {words.remove}
            </>
          }
          title={words.removeQuestion(name)}
          yes={words.remove}
          act={async () => {
            await taken(api.DELETE("/api/v1/carriers/{trunk}", { params: { path: { trunk: id } } }));
            go("/accounts", { replace: true });
          }}
        >
          <p>{words.removeDetail}</p>
        </Confirm>
      </div>
    </Part>
  );
}
