import { Fingerprint, Plus } from "lucide-react";
import { useCallback, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useI18n } from "../i18n/I18n";
import { knowsPasskeys } from "../passkeys/webauthn";
import { Confirm } from "../ui/Confirm";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { Badge, Thing, Things } from "../ui/Things";
import { NewPasskey } from "./NewPasskey";

type Passkey = Schemas["PasskeyView"];

/** One's passkeys: with them one signs in by a finger, a face or a PIN, without a password. */
export function PasskeysPart() {
  const { account } = useI18n().words;
  const [adding, setAdding] = useState(false);
  const load = useLoad(useCallback(() => taken(api.GET("/api/v1/passkeys")), []));
  return (
    <Part
      title={account.passkeys}
      lead={account.passkeysLead}
      actions={
        knowsPasskeys() && (
          <button type="button" className="button" onClick={() => setAdding(true)}>
            <Plus size={18} aria-hidden />
            {account.addPasskey}
          </button>
        )
      }
    >
      {adding && <NewPasskey added={load.again} close={() => setAdding(false)} />}
      <Shown load={load}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{knowsPasskeys() ? account.noPasskeys : account.passkeysUnknown}</p>
          ) : (
            <Things label={account.passkeys}>
              {items.map((each) => (
                <OnePasskey
                  key={each.id}
                  passkey={each}
                  gone={() => load.put({ items: items.filter((other) => other.id !== each.id) })}
                />
              ))}
            </Things>
          )
        }
      </Shown>
    </Part>
  );
}

function OnePasskey({ passkey, gone }: { passkey: Passkey; gone: () => void }) {
  const { words, format } = useI18n();
  const { account } = words;
  const { name, synced, used_at } = passkey;
  async function remove() {
    await taken(api.DELETE("/api/v1/passkeys/{passkey}", { params: { path: { passkey: passkey.id } } }));
    gone();
  }
  return (
    <Thing
      icon={Fingerprint}
      name={name}
      badge={synced && <Badge>{account.synced}</Badge>}
      detail={
        used_at ? (
          <time dateTime={used_at} title={format.exact(used_at)}>
            {account.seen(format.ago(used_at, Date.now()))}
          </time>
        ) : (
          account.notUsedYet
        )
      }
      actions={
        <Confirm
          label={account.remove}
          name={account.removeOf(name)}
          title={account.removeOf(name)}
          yes={account.remove}
          act={remove}
        >
          <p>{account.removePasskeyDetail}</p>
        </Confirm>
      }
    />
  );
}
