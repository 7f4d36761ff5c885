import { Phone as Landline, Smartphone, Trash2 } from "lucide-react";
import { useCallback, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { useI18n, useWords } from "../i18n/I18n";
import { useNow } from "../live/useNow";
import { useNumbers } from "../numbers/useNumbers";
import { Confirm } from "../ui/Confirm";
import { Copied } from "../ui/Copied";
import { Dialog } from "../ui/Dialog";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { LinePin } from "./LinePin";
import type { Line } from "./lines";
import { PhoneForm } from "./PhoneForm";
import { PhoneName } from "./PhoneName";

type Phone = Schemas["LinePhoneView"];

/** The line's PIN, and the phones that it activated or that were connected by number. */
export function PhonesPart({ line }: { line: Line }) {
  const { lines: words } = useConsoleWords();
  const load = useLoad(
    useCallback(
      () => taken(api.GET("/api/v1/phones", { params: { query: { line: line.id, limit: 200 } } })),
      [line.id],
    ),
  );
  return (
    <Part title={words.phones} icon={Smartphone} lead={words.phonesLead}>
      <LinePin line={line} />
      <Shown load={load}>
        {(page) => (
          <>
            {page.items.length === 0 ? (
              <p className="soft">{words.noPhones}</p>
            ) : (
              <>
                <p className="small soft">{words.phonesOf(page.items.length, page.most)}</p>
                <ul className="blocks">
                  {page.items.map((phone) => (
                    <OnePhone key={phone.id} phone={phone} again={load.again} />
                  ))}
                </ul>
              </>
            )}
            {page.items.length < page.most && <PhoneForm line={line} added={load.again} />}
          </>
        )}
      </Shown>
    </Part>
  );
}

function OnePhone({ phone, again }: { phone: Phone; again: () => void }) {
  const { format } = useI18n();
  const { lines: words } = useConsoleWords();
  const written = useNumbers();
  const now = useNow(false);
  const path = { params: { path: { phone: phone.id } } };
  const Icon = phone.kind === "landline" ? Landline : Smartphone;
  const used = phone.seen_at ? words.dialerUsed(format.ago(phone.seen_at, now)) : words.dialerNowhere;
  return (
    <li className="block phone-row">
      <Icon size={20} aria-hidden />
      <span className="block-main">
        <PhoneName phone={phone} renamed={again} />
        <span className="small soft">
          {[
            phone.name === written(phone.number) ? "" : written(phone.number),
            words.phoneKinds[phone.kind],
            used,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {phone.kind === "landline" && <AsksKey phone={phone} again={again} />}
        <OpenDialer phone={phone} />
      </span>
      <Confirm
        className="button button-plain button-icon"
        name={words.revoke(phone.name)}
        label={<Trash2 size={18} aria-hidden />}
        title={words.revokeQuestion(phone.name)}
        yes={words.revokePhone}
        act={async () => {
          await taken(api.DELETE("/api/v1/phones/{phone}", path));
          again();
        }}
      >
        <p>{words.revokeDetail}</p>
      </Confirm>
    </li>
  );
}

/** Whether a landline that is rung for a call waits for a key. */
function AsksKey({ phone, again }: { phone: Phone; again: () => void }) {
  const { lines: words } = useConsoleWords();
  const path = { params: { path: { phone: phone.id } } };
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={phone.asks_key}
        onChange={({ target }) => {
          const body = { asks_key: target.checked };
          void taken(api.PATCH("/api/v1/phones/{phone}", { ...path, body })).then(again, again);
        }}
      />
      <span>{words.asksKey}</span>
    </label>
  );
}

/** The link that opens a phone's dialer: a landline's on a computer, a smartphone's on itself. */
function OpenDialer({ phone }: { phone: Phone }) {
  const { common } = useWords();
  const { format } = useI18n();
  const { lines: words } = useConsoleWords();
  const [made, setMade] = useState<Schemas["DialerLinkView"]>();
  const [problem, setProblem] = useState<Problem>();

  async function make() {
    setProblem(undefined);
    try {
      setMade(
        await taken(api.POST("/api/v1/phones/{phone}/link", { params: { path: { phone: phone.id } } })),
      );
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return (
    <>
      <div>
        <button type="button" className="button" aria-label={words.openDialerOf(phone.name)} onClick={make}>
          {words.openDialer}
        </button>
      </div>
      {problem && <ProblemNotice problem={problem} />}
      {made && (
        <Dialog title={words.openDialer} close={() => setMade(undefined)}>
          <p>{words.openDialerDetail[phone.kind](phone.name, format.exact(made.expires_at))}</p>
          <Copied label={words.dialerLink} text={made.url} />
          <div className="dialog-do">
            <button type="button" className="button button-main" onClick={() => setMade(undefined)}>
              {common.done}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
