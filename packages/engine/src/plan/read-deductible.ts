import { VISIT_CAUSES, type VisitCause } from '../circumstances.ts';
import type { Place } from '../findings.ts';
import type { DeductibleEntry } from '../pack/schema.ts';
import { ages, DIMENSIONS, OLDEST } from './dimensions.ts';
import type { ReadDeductible, Waiver } from './read-entry.ts';
import { gridAt, money, percent, type ReadContext, report } from './read-parts.ts';

export function readDeductible(entry: DeductibleEntry, context: ReadContext): ReadDeductible {
  if (entry.basis !== 'none' && entry.amount === undefined) {
    report(context, [], 'missing-cell', '起付线没有金额 amount', '补上 amount，或写 basis: none');
  }
  const { repeat = {} } = entry;
  const at = { ...context, place: [...context.place, 'repeat'] };
  return {
    kind: 'deductible',
    basis: entry.basis,
    amount: entry.amount === undefined ? null : gridAt(context, 'amount', entry.amount, 'money'),
    factors: (repeat.factors ?? []).map((f, i) => percent(f, context, ['repeat', 'factors', i])),
    minus: repeat.minus === undefined ? null : gridAt(at, 'minus', repeat.minus, 'money'),
    floor: repeat.floor === undefined ? 0 : money(repeat.floor, context, ['repeat', 'floor']),
    countsSameLevel: entry.ordinals === 'same-level',
    transfer: entry.transfer ?? null,
    newYear: entry.newYear ?? null,
    rechargeDays: entry.rechargeDays === undefined ? 0 : Number(entry.rechargeDays),
    sparesEssentialDrugs: entry.spares?.includes('essential-drugs') ?? false,
    waive: (entry.waive ?? []).map((waiver, i) => readWaiver(waiver, context, ['waive', i])),
    yearCap: entry.yearCap === undefined ? null : money(entry.yearCap, context, ['yearCap']),
  };
}

export const causesOf = (causes: readonly VisitCause[] | undefined): readonly boolean[] | null =>
  causes === undefined ? null : VISIT_CAUSES.map((cause) => causes.includes(cause));

function readWaiver(
  data: NonNullable<DeductibleEntry['waive']>[number],
  context: ReadContext,
  at: Place,
): Waiver {
  const byAge = data.ages === undefined ? null : Array.from({ length: OLDEST + 1 }, () => false);
  for (const [i, text] of (data.ages ?? []).entries()) {
    const range = ages(text);
    if (!range) {
      report(context, [...at, 'ages', i], 'unknown-dimension-value', `“${text}”不是年龄段`, '写作 0-6、70+');
    }
    for (const age of range ?? []) byAge![age] = true;
  }
  const unknown = (data.aid ?? []).find((word) => !(DIMENSIONS.aid as readonly string[]).includes(word));
  if (unknown) {
    report(
      context,
      [...at, 'aid'],
      'unknown-dimension-value',
      `没有救助类别“${unknown}”`,
      DIMENSIONS.aid.join('、'),
    );
  }
  return {
    fromOrdinal: data.fromOrdinal === undefined ? 1 : Number(data.fromOrdinal),
    ages: byAge,
    aid: data.aid === undefined ? null : DIMENSIONS.aid.map((word) => data.aid!.includes(word)),
    causes: causesOf(data.causes),
    needsFamilyDoctor: data.familyDoctor === 'yes',
  };
}
