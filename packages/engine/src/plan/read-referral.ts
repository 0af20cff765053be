import { REFERRAL_CLASSES } from '@zhijie/kernel';
import { EDGE_ROUTES } from '../circumstances.ts';
import type { Place } from '../findings.ts';
import { type ReferralEntry, type ReferralRuleData, TEMPORARY_CLASSES } from '../pack/schema.ts';
import type { ReadReferral, ReferralRule } from './read-entry.ts';
import { gridAt, percent, type ReadContext, report } from './read-parts.ts';

const EXCLUSIVE = ['minusPoints', 'factor', 'ownRates'] as const;

export function readReferral(entry: ReferralEntry, context: ReadContext): ReadReferral {
  const rules = [
    ...REFERRAL_CLASSES.map((word) => readRule(entry.rows[word], ['rows', word], context)),
    ...EDGE_ROUTES.map((edge) => readRule(entry.edges?.[edge] ?? 'not-provided', ['edges', edge], context)),
  ];
  checkFiling(entry, rules, context);
  const exempt = new Map<string, readonly number[]>();
  for (const { areas, as, for: changed = TEMPORARY_CLASSES } of entry.exempt ?? []) {
    const becomes = (REFERRAL_CLASSES as readonly string[]).indexOf(as);
    const classes = REFERRAL_CLASSES.map((word, index) =>
      (changed as readonly string[]).includes(word) ? becomes : index,
    );
    for (const area of areas) exempt.set(area, classes);
  }
  return { kind: 'referral', filing: entry.filing, rules, exempt };
}

function readRule(
  row: 'none' | 'refused' | 'not-provided' | ReferralRuleData,
  at: Place,
  context: ReadContext,
): ReferralRule {
  if (typeof row === 'string') return { ...PLAIN_RULE, state: row === 'none' ? 'applies' : row };
  const given = EXCLUSIVE.filter((name) => row[name] !== undefined);
  if (given.length > 1) {
    report(context, at, 'referral-algebra', `${given.join('、')}只能用一种`, '保留文件规定的那一种');
  }
  const optional = (text: string | undefined, name: string) =>
    text === undefined ? null : percent(text, context, [...at, name]);
  const place = [...context.place, ...at];
  return {
    state: 'applies',
    minusPoints: optional(row.minusPoints, 'minusPoints'),
    factor: optional(row.factor, 'factor'),
    firstSelfPay: optional(row.firstSelfPay, 'firstSelfPay'),
    ownRates: row.ownRates === undefined ? null : { data: row.ownRates, place: [...place, 'ownRates'] },
    ownDeductible:
      row.ownDeductible === undefined
        ? null
        : gridAt({ ...context, place }, 'ownDeductible', row.ownDeductible, 'money'),
    cite: row.cite ?? null,
    confidence: row.confidence ?? null,
    isSample: row.sample ?? false,
  };
}

const PLAIN_RULE = {
  minusPoints: null,
  factor: null,
  firstSelfPay: null,
  ownRates: null,
  ownDeductible: null,
  cite: null,
  confidence: null,
  isSample: false,
};

/** The filing rule and the row of visits without filing must say the same. */
function checkFiling(entry: ReferralEntry, rules: readonly ReferralRule[], context: ReadContext): void {
  const expected = { required: 'refused', 'not-provided': 'not-provided' } as const;
  const state = rules[5]!.state;
  const wanted = entry.filing in expected ? expected[entry.filing as keyof typeof expected] : 'applies';
  if (state === wanted) return;
  report(
    context,
    ['filing'],
    'filing-row',
    `filing: ${entry.filing} 与 unfiled 行不一致`,
    'required ↔ refused；not-provided ↔ not-provided；reduced、not-needed ↔ 具体待遇或 none',
  );
}
