import type { Fen, Rate } from '@zhijie/kernel';
import { BUCKET_LABELS, BUCKETS, type Bucket } from './buckets.ts';
import { percentText, yuanText } from './pack/values.ts';
import type { Plan } from './plan/plan.ts';
import type { Clause, Rule } from './plan/program.ts';
import type { TraceRecord } from './plan/trace.ts';
import type { Adjudication } from './settled.ts';

/** One step of the waterfall: a move of money with its reason. The steps' amounts rebuild the split. */
export type ExplainedStep = {
  readonly stage: string;
  /** A Chinese sentence with the figures and the clause. */
  readonly text: string;
  readonly from: Bucket;
  readonly to: Bucket;
  readonly amount: Fen;
  readonly base: Fen;
  /** 1/10 000; null when the step applies no ratio. */
  readonly rate: Rate | null;
  readonly clause: Clause;
  /** The layer whose text decided: the pooling area, its province or the nation. */
  readonly place: string;
  readonly bound: Rule['bound'];
  /** Its figure repeats across places without a quoted rule: shown as 示例数据，未核实. */
  readonly isSample: boolean;
};

/** The trace in sentences. Deterministic: the same plan and trace give the same texts. */
export function explain(plan: Plan, of: Adjudication | readonly TraceRecord[]): ExplainedStep[] {
  const trace = 'trace' in of ? of.trace : of;
  return trace.map((record, index) => {
    const rule = plan.program.rules[record.rule]!;
    const from = BUCKETS[record.from]!;
    const to = BUCKETS[record.to]!;
    return {
      stage: rule.stage,
      text: sentence(rule, record, from, to, piecesOf(trace, index)),
      from,
      to,
      amount: record.amount as Fen,
      base: record.base as Fen,
      rate: record.rate < 0 ? null : (record.rate as Rate),
      clause: rule.clause,
      place: rule.place,
      bound: rule.bound,
      isSample: rule.isSample,
    };
  });
}

/** A payment that comes out of several buckets leaves one record per bucket, all with the same base. */
function piecesOf(trace: readonly TraceRecord[], index: number): number {
  const { rule, to, base, rate } = trace[index]!;
  if (rate < 0) return 1;
  return trace.filter((r) => r.rule === rule && r.to === to && r.base === base && r.rate === rate).length;
}

function sentence(rule: Rule, record: TraceRecord, from: Bucket, to: Bucket, pieces: number): string {
  const moved = `${BUCKET_LABELS[from]} → ${BUCKET_LABELS[to]} ${yuanText(record.amount)} 元`;
  const share = pieces > 1 ? '的一部分' : '';
  const formula = record.rate < 0 ? '' : `（${yuanText(record.base)} × ${percentText(record.rate)}${share}）`;
  const { clause } = rule;
  const cited = `〔${clause.document || clause.source} ${clause.article}〕`;
  return `${rule.text}：${moved}${formula}${cited}${rule.remark ? `（${rule.remark}）` : ''}`;
}
