import { Problem } from "../api/problem";

/** Millionths as an amount is typed: “1.15”. */
export const amountOf = (price: number): string => (price / 1e6).toFixed(6).replace(/0{1,4}$/, "");

/**
 * What was typed, as millionths; a comma is as good as a point.
 *
 * @throws Problem about `price`, in these words, where it is no amount.
 */
export function millionths(typed: string, wrong: string): number {
  const text = typed.trim().replace(",", ".");
  if (!/^\d{1,5}(\.\d{0,6})?$/.test(text))
    throw new Problem("invalid-value", 422, "", wrong, [{ field: "price", detail: wrong }]);
  return Math.round(Number(text) * 1e6);
}
