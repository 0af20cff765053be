import { type Fen, fen, ok, type Refusal, type Result, refuse, ZERO_FEN } from '@zhijie/kernel';
import { clauseOf } from '../plan/effective.ts';
import type { Plan } from '../plan/plan.ts';
import type { Clause } from '../plan/program.ts';
import type { EngineRefusal } from '../refusals.ts';
import { type Burden, type BurdenBucket, drained, IN_SCOPE_BUCKETS } from './burden.ts';
import type { CommercialClause, LateRule } from './product.ts';
import { RELATION_LABELS, type Relation } from './schema.ts';

/** What the patient's own account paid. Fen; the clause is null when none was used. */
export type AccountLeg = { readonly paid: Fen; readonly clause: Clause | null };

/** A relative's account that the patient may use. */
export type FamilyAccount = {
  readonly relation: Relation;
  readonly balance: Fen;
  /** Where the relative is insured; null: not said, taken as the same province. */
  readonly insuredArea: string | null;
};

export type FamilyLeg = {
  readonly relation: Relation;
  readonly paid: Fen;
  readonly clause: CommercialClause | null;
  /** Why this account pays nothing, in Chinese; null when it may pay. */
  readonly refused: string | null;
};

/** The buckets that the place's personal account may pay (D28), or why none can be named. */
export function accountUse(
  plan: Plan,
): { readonly pays: readonly BurdenBucket[]; readonly clause: Clause } | 'absent' | 'not-provided' {
  if (!plan.policy.stages.some((stage) => stage.kind === 'account')) return 'absent';
  const loaded = plan.policy.tables.get('account');
  if (loaded === undefined) return 'not-provided';
  const { read } = loaded;
  if (read.kind === 'account')
    return { pays: read.pays as readonly BurdenBucket[], clause: clauseOf(loaded) };
  return read.kind === 'state' && read.state === 'absent' ? 'absent' : 'not-provided';
}

/** The patient's own account, bucket after bucket in the order of the pack (D28). */
export function payOwnAccount(
  plan: Plan | null,
  burden: Burden,
  balance: Fen,
): Result<{ readonly leg: AccountLeg; readonly burden: Burden }, EngineRefusal | Refusal<'slip-not-split'>> {
  const nothing = ok({ leg: { paid: ZERO_FEN, clause: null }, burden });
  if (balance === 0) return nothing;
  const use = plan === null ? 'not-provided' : accountUse(plan);
  if (use === 'absent') return nothing;
  if (use === 'not-provided') {
    const detail = { area: plan?.area ?? '', what: '个人账户的支付范围', benefit: plan?.benefit ?? '' };
    return refuse('policy-not-provided', { detail });
  }
  if (!burden.isSplit && !isWholeScope(use.pays))
    return refuse('slip-not-split', { field: 'accountBalance' });
  const { paid, burden: rest } = drained(burden, use.pays, balance);
  return ok({ leg: { paid, clause: paid > 0 ? use.clause : null }, burden: rest });
}

/** All in-scope buckets or none: then their sum is enough. */
function isWholeScope(pays: readonly BurdenBucket[]): boolean {
  const count = IN_SCOPE_BUCKETS.filter((bucket) => pays.includes(bucket)).length;
  return count === 0 || count === IN_SCOPE_BUCKETS.length;
}

/** Relatives' accounts in the order given, after the patient's own (家庭共济, D28). */
export function payFamily(
  late: LateRule,
  burden: Burden,
  holder: { readonly insuredArea: string; readonly accounts: readonly FamilyAccount[] },
): { readonly legs: readonly FamilyLeg[]; readonly burden: Burden } {
  let rest = burden;
  const legs = holder.accounts.map((account): FamilyLeg => {
    const { relation, balance } = account;
    const refused = refusedFor(late, rest, { account, insuredArea: holder.insuredArea });
    if (refused !== null || typeof late.family === 'string')
      return { relation, paid: ZERO_FEN, clause: null, refused };
    const { paid, burden: after } = drained(rest, late.family.pays, balance);
    rest = after;
    return { relation, paid: fen(paid), clause: late.family.clause, refused: null };
  });
  return { legs, burden: rest };
}

function refusedFor(
  { family }: LateRule,
  burden: Burden,
  { account, insuredArea }: { readonly account: FamilyAccount; readonly insuredArea: string },
): string | null {
  if (family === 'absent') return '该统筹区没有家庭共济账户';
  if (family === 'not-provided') return '该统筹区未提供家庭共济账户的使用范围';
  if (!family.relations.includes(account.relation)) {
    const allowed = family.relations.map((one) => RELATION_LABELS[one]).join('、');
    return `家庭共济限于${allowed}，不含${RELATION_LABELS[account.relation]}`;
  }
  const other = account.insuredArea;
  if (family.sameProvince && other !== null && other.slice(0, 2) !== insuredArea.slice(0, 2))
    return `家庭共济限于在同一省参保的亲属，${other} 不在同一省`;
  if (!burden.isSplit && !isWholeScope(family.pays)) return '票据没有分列，不能确定家庭共济账户可付哪些';
  return null;
}
