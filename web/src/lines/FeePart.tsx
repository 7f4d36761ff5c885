import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { FormEnd } from "../ui/FormEnd";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { TextField } from "../ui/TextField";
import { useForm } from "../ui/useForm";
import { amountOf, millionths } from "./fees";

type Fee = Schemas["FeeView"] | null;

/** What a line's number costs a month: as the carrier said, or as somebody types it. */
export function FeePart({ id }: { id: string }) {
  const { lines: words } = useConsoleWords();
  const load = useLoad(
    useCallback(() => taken(api.GET("/api/v1/lines/{line}/fee", { params: { path: { line: id } } })), [id]),
  );
  return (
    <Part title={words.fee} lead={words.feeLead}>
      <Shown load={load}>{(fee) => <FeeForm id={id} fee={fee} put={load.put} />}</Shown>
    </Part>
  );
}

function FeeForm({ id, fee, put }: { id: string; fee: Fee; put: (saved: Fee) => void }) {
  const { lines: words } = useConsoleWords();
  const saved = { price: fee ? amountOf(fee.price) : "", currency: fee?.currency ?? "USD" };
  const form = useForm(`fee.${id}`, saved, async ({ price, currency }) => {
    const path = { params: { path: { line: id } } };
    if (price.trim() === "") {
      await taken(api.DELETE("/api/v1/lines/{line}/fee", path));
      put(null);
      return;
    }
    const body = { price: millionths(price, words.feeWrong), currency };
    put(await taken(api.PUT("/api/v1/lines/{line}/fee", { ...path, body })));
  });
  return (
    <form className="form" onSubmit={form.submit} noValidate>
      <div className="form-pair">
        <TextField
          label={words.feePrice}
          hint={words.feeHint}
          inputMode="decimal"
          error={form.about("price")}
          value={form.draft.price}
          change={(price) => form.change({ price })}
        />
        <TextField
          label={words.feeCurrency}
          maxLength={3}
          error={form.about("currency")}
          value={form.draft.currency}
          change={(currency) => form.change({ currency: currency.toUpperCase() })}
        />
      </div>
      {fee?.source === "carrier" && <p className="small soft">{words.feeTold}</p>}
      <FormEnd form={form} fields={["price", "currency"]} />
    </form>
  );
}
