/** An expected answer of the domain that is not the one hoped for. Returned, never thrown. */
export type Refusal<C extends string = string> = {
  readonly code: C;
  readonly field?: string;
  readonly detail?: Readonly<Record<string, string | number>>;
};

export type Accepted<T> = { readonly ok: true; readonly value: T };
export type Refused<R> = { readonly ok: false; readonly refusal: R };
export type Result<T, R = Refusal> = Accepted<T> | Refused<R>;

export function ok<T>(value: T): Accepted<T> {
  return { ok: true, value };
}

/** Never put a name, certificate number or phone into `detail`: refusals are logged. */
export function refuse<const C extends string>(
  code: C,
  more: {
    readonly field?: string | undefined;
    readonly detail?: Readonly<Record<string, string | number>> | undefined;
  } = {},
): Refused<Refusal<C>> {
  return {
    ok: false,
    refusal: {
      code,
      ...(more.field === undefined ? {} : { field: more.field }),
      ...(more.detail === undefined ? {} : { detail: more.detail }),
    },
  };
}
