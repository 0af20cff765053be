import type { Executor } from '@zhijie/database';
import { type AdjudicationInput, addBurdens, adjudicate, type Burden, burdenOf } from '@zhijie/engine';
import {
  assert,
  type Benefit,
  type CalendarDate,
  type CareType,
  dateOf,
  type Fen,
  fen,
  type Instant,
  instant,
  type ReferralClass,
} from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { plansByHash } from '../policy-version/service.ts';
import { adjudicateYears } from '../settlement/new-year.ts';
import { readSettlement, type SettlementFile } from '../settlement/store.ts';

/** A public settlement as far as a later payer may use it. Fen. */
export type SettledBill = {
  readonly settlementId: string;
  readonly personId: string;
  readonly isLive: boolean;
  readonly insuredArea: string;
  readonly careArea: string;
  readonly hospitalId: string;
  readonly hospitalName: string;
  readonly careType: CareType;
  readonly care: Benefit;
  readonly referralClass: ReferralClass;
  readonly settledAt: Instant;
  readonly settledOn: CalendarDate;
  /** What the person has to pay after funds and own account. */
  readonly cash: Fen;
  /** What the public layers left with the person, by where it came from. */
  readonly burden: Burden;
};

type Key = { readonly personId: string; readonly settlementId: string };

/** From the stored input under the policy of the day, as the replay does; null when nothing was settled. */
export async function readSettledBill(
  deps: InsuredDeps,
  db: Executor,
  { personId, settlementId }: Key,
): Promise<SettledBill | null> {
  const file = await readSettlement(db, personId, settlementId);
  return file === null ? null : settledBillOf(deps, db, { personId, settlementId, file });
}

/** What a later payer needs of a stored settlement. */
export type BillFile = Pick<SettlementFile, 'settlement' | 'earlier'>;

export async function settledBillOf(
  deps: InsuredDeps,
  db: Executor,
  { personId, settlementId, file }: Key & { readonly file: BillFile },
): Promise<SettledBill | null> {
  if (file.settlement.state === 'never-settled') return null;
  const { settlement } = file;
  const text = (column: string): string => String(settlement[column]);
  const hash = text('benefit_pack_hash');
  const plan = (await plansByHash(db, deps.policies, [hash])).get(hash);
  assert(plan !== undefined, `The policy of settlement "${settlementId}" is kept`);
  return {
    settlementId,
    personId,
    isLive: settlement.state === 'settled',
    insuredArea: settlement.insured_area,
    careArea: text('care_area'),
    hospitalId: text('provider_id'),
    hospitalName: text('provider_name'),
    careType: text('care_type') as CareType,
    care: plan.benefit,
    referralClass: text('referral_class') as ReferralClass,
    settledAt: instant(settlement.settled_at),
    settledOn: dateOf(instant(settlement.settled_at)),
    cash: fen(Number(settlement.paid_in_cash)),
    burden: burdenIn(file, plan),
  };
}

function burdenIn({ settlement, earlier }: BillFile, plan: Parameters<typeof adjudicate>[0]): Burden {
  const input = JSON.parse(String(settlement.input)) as AdjudicationInput;
  if (earlier === null) {
    const again = adjudicate(plan, input);
    assert(again.ok, 'a stored settlement is adjudicated again');
    return burdenOf(again.value);
  }
  const before = JSON.parse(earlier.input) as AdjudicationInput;
  const again = adjudicateYears(plan, { before, after: input });
  assert(again.ok, 'a stored settlement is adjudicated again');
  return addBurdens(burdenOf(again.value.before.result), burdenOf(again.value.after.result));
}
