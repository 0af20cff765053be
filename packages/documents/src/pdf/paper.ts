import type { Instant } from '@zhijie/kernel';

/** A label and what it says; a `code` is small and breaks anywhere, as digests and keys do. */
export type Fact = {
  readonly label: string;
  readonly value: string;
  readonly isCode?: boolean;
  readonly isStrong?: boolean;
};

export type Column = {
  readonly header: string;
  /** Share of the width, against those of the other columns. */
  readonly width: number;
  readonly align?: 'left' | 'right' | 'center';
};

export type Cell = string;

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly tone?: 'plain' | 'quiet' | 'alarm' }
  /** A ruled grid: every row fills the width with its labels and values. */
  | { readonly kind: 'facts'; readonly rows: readonly (readonly Fact[])[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
      /** Rows in bold at the end. */
      readonly totals?: readonly (readonly Cell[])[];
    }
  /** A code to scan, with lines beside it, the first one strong. */
  | { readonly kind: 'qr'; readonly text: string; readonly caption: readonly string[] }
  /** Lines to sign on, side by side. */
  | { readonly kind: 'signatures'; readonly places: readonly string[] };

/** A file inside the paper: programs read what people read on it. */
export type Enclosed = {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly about: string;
};

/**
 * A paper to print on A4. The same paper gives the same bytes: the only time in it is `issuedAt`.
 */
export type Paper = {
  readonly title: string;
  /** Under the title: the period, the state. */
  readonly subtitle?: string;
  /** What the paper is found by; on every page. */
  readonly number: string;
  readonly issuedAt: Instant;
  readonly isLandscape?: boolean;
  readonly blocks: readonly Block[];
  /** At the foot of every page. */
  readonly footer: string;
  readonly enclosed?: readonly Enclosed[];
};
