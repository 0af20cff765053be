import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { Handler, HandlerResult } from '@zhijie/exchange';
import {
  type Fen,
  fen,
  type Instant,
  type InsuranceType,
  instant,
  monthOf,
  ok,
  type Refusal,
  type Result,
  refuse,
  split,
} from '@zhijie/kernel';
import { isFundAccount, payableToCareArea, pooledFund, postTransfers, type Transfer } from '@zhijie/ledger';
import type { InsuredDeps } from '../deps.ts';
import { durably } from '../transaction.ts';

/** A decision of a care place's audit about a settlement of a person insured here; `amount` fen, positive. */
export type AuditDeduction = {
  readonly deductionId: string;
  readonly kind: 'deduction' | 'restoration';
  readonly personId: string;
  readonly settlementId: string;
  readonly amount: Fen;
  readonly decidedAt: Instant;
};

/** Who paid how much of a settlement, as it was posted. */
export type Channel = { readonly account: string; readonly amount: number };
type Settled = {
  readonly insuredArea: string;
  readonly careArea: string;
  readonly insuranceType: InsuranceType;
};

const LOCK = statement(
  'insured.deduction.lock',
  `select insured_area as "insuredArea", care_area as "careArea", insurance_type as "insuranceType"
   from insured.settlement where person_id = $1 and settlement_id = $2 and state <> 'never-settled'
   for no key update`,
);
const CHANNELS = statement(
  'insured.deduction.channels',
  `select debit as account, amount from insured_ledger.transfer
   where reference = $1 and credit like 'payable-to-care-area/%' order by transfer_id collate "C"`,
);
const TAKEN = statement(
  'insured.deduction.taken',
  `select coalesce(sum(case kind when 'deduction' then amount else -amount end), 0)::bigint as taken
   from insured.deduction where person_id = $1 and settlement_id = $2`,
);
const ADD = statement(
  'insured.deduction.add',
  `insert into insured.deduction (deduction_id, kind, person_id, settlement_id, amount, decided_at, taken_at)
   values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning deduction_id`,
);
const KNOWN = statement(
  'insured.deduction.known',
  'select kind, settlement_id as "settlementId", amount from insured.deduction where deduction_id = $1',
);

/**
 * What of a deduction goes back to each channel, fen: the funds first, each in its proportion, and only what
 * goes beyond them to personal accounts. Of the sum of all deductions of the bill, so that no channel ever
 * gets back more than it paid.
 */
export function sharesOf(channels: readonly Channel[], taken: number): readonly number[] {
  const sum = (of: readonly Channel[]) => of.reduce((total, { amount }) => total + amount, 0);
  const isFund = channels.map(({ account }) => isFundAccount(account));
  const funds = sum(channels.filter((_, index) => isFund[index]));
  const fromFunds = Math.min(taken, funds);
  const weights = (wanted: boolean) =>
    channels.map(({ amount }, index) => (isFund[index] === wanted ? amount : 0));
  const ofFunds = split(fen(fromFunds), weights(true));
  const ofAccounts = split(fen(taken - fromFunds), weights(false));
  return channels.map((_, index) => ofFunds[index]! + ofAccounts[index]!);
}

/** The movements of a decision: what is owed to the care area against whom the money came from. */
export function deductionPostings(
  of: AuditDeduction,
  settled: Settled,
  { channels, before }: { readonly channels: readonly Channel[]; readonly before: number },
): Transfer[] {
  const { deductionId, kind, amount, decidedAt } = of;
  const after = kind === 'deduction' ? before + amount : before - amount;
  const [was, is] = [sharesOf(channels, before), sharesOf(channels, after)];
  const owed = payableToCareArea(settled);
  return channels.flatMap(({ account }, index) => {
    const change = is[index]! - was[index]!;
    if (change === 0) return [];
    // What is to be paid again comes from the pooled fund, never from a person's account: it may be spent.
    const channel =
      change > 0 || isFundAccount(account) ? account : pooledFund(settled.insuredArea, settled.insuranceType);
    return [
      {
        transferId: `${deductionId}.${kind}.${index + 1}`,
        debit: change > 0 ? owed : channel,
        credit: change > 0 ? channel : owed,
        amount: fen(Math.abs(change)),
        code: kind,
        reference: deductionId,
        month: monthOf(decidedAt),
        postedAt: decidedAt,
      },
    ];
  });
}

type Outcome = { readonly outcome: 'applied' | 'unchanged' };
type DeductionRefusal = Refusal<'settlement-unknown' | 'deduction-differs' | 'amount-exceeds-claim'>;

/**
 * Takes an audit's decision about a settlement into the books of the insured side, once (医保发〔2022〕22号 annex
 * article 54; V-13, C-06): less is owed to the care area and the money goes back the way it came. Refusals:
 * `settlement-unknown`, `deduction-differs`, `amount-exceeds-claim`.
 */
export function takeAuditDeduction(
  deps: Pick<InsuredDeps, 'db' | 'crashpoint' | 'now'>,
  of: AuditDeduction,
): Promise<Result<Outcome, DeductionRefusal>> {
  const { deductionId, kind, personId, settlementId, amount, decidedAt } = of;
  const at = deps.now();
  return durably(deps, 'deduction', async (tx): Promise<Result<Outcome, DeductionRefusal>> => {
    const [settled] = await tx.query<Settled>(LOCK, [personId, settlementId]);
    if (settled === undefined) return refuse('settlement-unknown', { field: 'settlementId' });
    const known = await knownDeduction(tx, deductionId);
    if (known !== undefined) {
      const isSame = known.kind === kind && known.settlementId === settlementId && known.amount === amount;
      return isSame ? ok({ outcome: 'unchanged' }) : refuse('deduction-differs', { field: 'deductionId' });
    }
    const channels = await tx.query<Channel>(CHANNELS, [settlementId]);
    const [row] = await tx.query<{ taken: number }>(TAKEN, [personId, settlementId]);
    const before = row!.taken;
    const claim = channels.reduce((sum, channel) => sum + channel.amount, 0);
    const most = kind === 'deduction' ? claim - before : before;
    if (amount > most) return refuse('amount-exceeds-claim', { field: 'amount', detail: { most } });
    await tx.query(ADD, [deductionId, kind, personId, settlementId, amount, decidedAt, at]);
    const transfers = deductionPostings(of, settled, { channels, before });
    await postTransfers(tx, 'insured_ledger', transfers);
    const digest = digestOf({
      ...of,
      transfers: transfers.map(({ debit, credit, amount: moved }) => [debit, credit, moved]),
    });
    await appendToJournal(tx, { kind: 'insured.deduction', subject: deductionId, digest });
    return ok({ outcome: 'applied' });
  });
}

/** The same from the nation's book; false when it is known, or cannot be taken: the doctor names it. */
export async function takeFromNation(
  deps: InsuredDeps,
  { kind, ...of }: Omit<AuditDeduction, 'kind'> & { readonly kind: AuditDeduction['kind'] | 'penalty' },
): Promise<boolean> {
  if (kind === 'penalty') return false;
  const { deductionId, personId, settlementId, amount, decidedAt } = of;
  const decision = { deductionId, kind, personId, settlementId, amount, decidedAt };
  const taken = await takeAuditDeduction(deps, decision);
  if (!taken.ok)
    deps.log?.({ level: 'warn', event: 'deduction-refused', deductionId, code: taken.refusal.code });
  return taken.ok && taken.value.outcome === 'applied';
}

type Known = { readonly kind: string; readonly settlementId: string; readonly amount: number };
async function knownDeduction(tx: Executor, deductionId: string): Promise<Known | undefined> {
  return (await tx.query<Known>(KNOWN, [deductionId]))[0];
}

/** The own province's care side tells what it decided about a bill between the two sides of one node. */
export function takeLocalDeduction(deps: InsuredDeps): Handler<'deduction.take@1'> {
  return async ({ amount, decidedAt, ...of }, { from }): Promise<HandlerResult<'deduction.take@1'>> => {
    // Of a bill made in another province only the nation's book tells.
    if (from !== deps.node) return refuse('not-permitted');
    return takeAuditDeduction(deps, { ...of, amount: fen(amount), decidedAt: instant(decidedAt) });
  };
}

const WRONG = statement(
  'insured.doctor.deductions',
  `select coalesce(d.deduction_id, t.reference) as subject
   from insured.deduction d
   full join (select reference, sum(case when debit like 'payable-to-care-area/%' then amount
       else -amount end) as moved from insured_ledger.transfer where code in ('deduction', 'restoration')
     group by reference) t on t.reference = d.deduction_id
   where d.deduction_id is null
     or coalesce(t.moved, 0) <> case d.kind when 'deduction' then d.amount else -d.amount end
   order by 1 limit 100`,
);

/** Every decision is posted as it says, and nothing is posted without one. */
export async function deductionBreaches(db: Executor) {
  const rows = await db.query<{ subject: string }>(WRONG, []);
  const detail = 'V-13: the decision of the audit and what is posted of it differ.';
  return rows.map(({ subject }) => ({ invariant: 'deductions-are-posted', subject, detail }));
}
