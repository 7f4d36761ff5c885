declare module "virtual:calling-codes" {
  /** Where the rules are: FOLDER/CODE.json. */
  export const FOLDER: string;
  /** The calling code of every country (ISO 3166). */
  export const CODES: Readonly<Record<string, string>>;
}
