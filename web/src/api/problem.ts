/** What is wrong with one field of a form. */
export type FieldProblem = { field: string; detail: string };

/** Something that the API refused (RFC 9457), in its words; or `unreachable`, where there was no answer. */
export class Problem extends Error {
  constructor(
    /** For programs: `invalid-number`. */
    readonly kind: string,
    readonly status: number,
    readonly title: string,
    detail: string,
    readonly fields: readonly FieldProblem[] = [],
    /** What else it tells, as the workspaces that there are to choose from. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }

  /** From an answer's body, whatever it is. */
  static from(status: number, body: unknown): Problem {
    const told: Partial<Told> = typeof body === "object" && body !== null ? body : {};
    const detail = told.detail ?? "";
    const fields = told.errors ?? (told.field ? [{ field: told.field, detail }] : []);
    return new Problem(
      (told.type ?? "").replace("/problems/", ""),
      status,
      told.title ?? "",
      detail,
      fields,
      told,
    );
  }

  /** The words about one field, where the problem is about it. */
  about(field: string): string | undefined {
    return this.fields.find((each) => each.field === field)?.detail;
  }
}

type Told = { type: string; title: string; detail: string; field: string; errors: FieldProblem[] };

/** Nothing answered: this device is offline, or the server is away. */
export function unreachable(): Problem {
  return new Problem("unreachable", 0, "", "");
}

/** Any error as a problem, so that whoever shows it needs to know one kind. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem("fault", 0, "", String(error));
}
