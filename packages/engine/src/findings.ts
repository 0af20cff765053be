/** Something wrong with a policy file, named so that its author can go there and mend it. */
export type Finding = {
  readonly file: string;
  /** One-based; 0 when the finding concerns the file as a whole. */
  readonly line: number;
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What is wrong, in Chinese. */
  readonly message: string;
  /** What to do about it, in Chinese. */
  readonly fix: string;
};

/** A finding that prevents loading. */
export type PackProblem = Finding & { readonly severity: 'error' };

export type Place = readonly (string | number)[];

export function problem(
  at: { readonly file: string; readonly lineOf: (place: Place) => number },
  place: Place,
  code: string,
  message: string,
  fix: string,
): PackProblem {
  return { file: at.file, line: at.lineOf(place), code, severity: 'error', message, fix };
}
