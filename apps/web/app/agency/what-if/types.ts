import type { AnswerOf, BodyOf } from '../../api/call.ts';

export type Plans = AnswerOf<'GET /api/agency/what-if/plans'>;
export type PlanChoice = Plans['plans'][number];
export type Parameters = AnswerOf<'GET /api/agency/what-if/parameters'>;
export type ParameterTable = Parameters['tables'][number];
export type Asked = BodyOf<'POST /api/agency/what-if/runs'>;

/** Before and after, fen or a count or 1/10 000. */
export type Pair = { readonly before: number; readonly after: number };
export type Measure = {
  readonly name: string;
  readonly unit: 'fen' | 'count' | 'rate';
  readonly value: number | Pair;
};
export type TableRow = { readonly label: string; readonly measures: readonly Measure[] };
export type ResultTable = { readonly id: string; readonly title: string; readonly rows: readonly TableRow[] };

/** One visit of the population, step by step under both policies. */
export type Stay = {
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly versions: { readonly before: string | null; readonly after: string | null };
};

/** What the long work of a what-if comes to. */
export type WhatIfResult = {
  readonly provenance: {
    readonly pack: { readonly packId: string; readonly title: string; readonly hash: string };
    readonly overlay: { readonly overlayId: string; readonly title: string; readonly hash: string };
    readonly hash: string;
    readonly on: string;
    readonly seed: string;
    readonly size: number;
    readonly engine: string;
    readonly population: number;
    readonly resultHash: string;
    readonly command: string;
  };
  readonly headline: string;
  readonly cautions: readonly string[];
  readonly tables: readonly ResultTable[];
  readonly stays: readonly Stay[];
  readonly csv: string;
  readonly overlayText: string;
};
