import { KeyRound, Plus } from "lucide-react";
import { useCallback, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useI18n } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Confirm } from "../ui/Confirm";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { Badge, Thing, Things } from "../ui/Things";
import { NewKey } from "./NewKey";

export type Key = Schemas["KeyView"];

/** API keys: one member's, or with `people` the whole workspace's, each with whom it acts as. */
export function KeysPart(props: { member?: string; people?: readonly Schemas["MemberView"][] }) {
  const { keys: words } = useI18n().words;
  const { role } = useSession().session.member;
  const [making, setMaking] = useState(false);
  const { member, people } = props;
  const ask = useCallback(
    () => taken(api.GET("/api/v1/keys", { params: { query: { limit: 200, ...(member && { member }) } } })),
    [member],
  );
  const load = useLoad(ask);
  return (
    <Part
      title={people ? words.all : words.mine}
      lead={words.lead}
      actions={
        role !== "agent" && (
          <button type="button" className="button" onClick={() => setMaking(true)}>
            <Plus size={18} aria-hidden />
            {words.make}
          </button>
        )
      }
    >
      {making && <NewKey people={people} made={load.again} close={() => setMaking(false)} />}
      <Shown load={load}>
        {({ items, next }) => {
          const put = (key: Key) =>
            load.put({ items: items.map((each) => (each.id === key.id ? key : each)), next });
          const row = (key: Key) => (
            <OneKey
              key={key.id}
              item={key}
              whose={people?.find((each) => each.id === key.member)}
              put={put}
            />
          );
          const [valid, revoked] = [
            items.filter((key) => !key.revoked_at),
            items.filter((key) => key.revoked_at),
          ];
          return (
            <>
              {valid.length === 0 ? (
                <p className="soft">{words.none}</p>
              ) : (
                <Things label={words.all}>{valid.map(row)}</Things>
              )}
              {revoked.length > 0 && (
                <details className="fold">
                  <summary>{words.revokedKeys(revoked.length)}</summary>
                  <Things label={words.revokedKeys(revoked.length)}>{revoked.map(row)}</Things>
                </details>
              )}
            </>
          );
        }}
      </Shown>
    </Part>
  );
}

function OneKey(props: { item: Key; whose: Schemas["MemberView"] | undefined; put: (key: Key) => void }) {
  const { words, format } = useI18n();
  const { session } = useSession();
  const { keys } = words;
  const { item, whose } = props;
  const owners = whose?.role === "owner" && session.member.role !== "owner";
  const used = item.last_used_at;
  async function revoke() {
    props.put(await taken(api.DELETE("/api/v1/keys/{key}", { params: { path: { key: item.id } } })));
  }
  return (
    <Thing
      icon={KeyRound}
      name={item.name}
      badge={item.revoked_at && <Badge kind="bad">{keys.revoked}</Badge>}
      detail={
        <>
          {whose && `${keys.actsAs(whose.name)} · `}
          <code>{item.prefix}…</code>
          {" · "}
          {used ? (
            <time dateTime={used} title={format.exact(used)}>
              {keys.used(format.ago(used, Date.now()))}
            </time>
          ) : (
            keys.neverUsed
          )}
        </>
      }
      actions={
        !item.revoked_at &&
        !owners && (
          <Confirm
            label={keys.revoke}
            name={keys.revokeOf(item.name)}
            title={keys.revokeOf(item.name)}
            yes={keys.revoke}
            act={revoke}
          >
            <p>{keys.revokeDetail}</p>
          </Confirm>
        )
      }
    />
  );
}
