/**
 * The hospitals' money over a year: each declares its month, two persons pay it through a bank that delays,
 * splits, returns and pays twice, and a person explains what is not a payment.
 */
import { type Bank, createBank } from '@zhijie/counterparties';
import {
  type Actor,
  assert,
  type CalendarDate,
  type Month,
  monthOf,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import {
  checkBatch,
  decideReview,
  declareMonth,
  type Institution,
  noteAccount,
  type OpenEntry,
  openEntries,
  orderFile,
  type Province,
  proposeBatch,
  resolveEntry,
  reviewsOf,
  takeStatement,
} from '@zhijie/province';
import type { YearNetwork } from './network.ts';

/** Chances in 1/10 000. */
const HABITS = { delays: 500, splits: 300, returns: 300, duplicates: 200 };
const BALANCE = 900_000_000_000;

export type HospitalMoney = {
  open(from: CalendarDate): Promise<void>;
  /** A bill, or its return (negative), as the institution's own book has it. */
  note(providerId: string, claim: number): void;
  declare(period: Month): Promise<void>;
  pay(period: Month): Promise<void>;
  readStatements(): Promise<void>;
  /** The bank corrects what it paid twice; a person explains what stands on suspense. */
  explain(): Promise<void>;
  /** What nobody explained yet, for people. */
  openEntries(): Promise<string[]>;
};

const officer = (area: string, id: string): Actor => ({
  id: `${id}-${area}`,
  kind: 'agency',
  node: area.slice(0, 2),
  areas: [area],
  roles: ['operator'],
});

async function granted<T>(what: string, work: Promise<Result<T, Refusal>>): Promise<T> {
  const answer = await work;
  assert(answer.ok, `${what} was refused: ${answer.ok ? '' : JSON.stringify(answer.refusal)}`);
  return answer.value;
}

type Counts = { items: number; claim: number };
type Place = { readonly area: string; readonly account: string; readonly province: Province };

export function createHospitalMoney(network: YearNetwork, seed: string): HospitalMoney {
  const { clock, provinces, institutions } = network;
  const bank = createBank({ name: 'YB', seed, now: clock.now, habits: HABITS });
  const areas = [...new Set(institutions.map(({ area }) => area))];
  const places: Place[] = areas.map((area) => ({
    area,
    account: `10${area}0000000001`,
    province: provinces.get(area.slice(0, 2))!,
  }));
  const books = new Map<string, Map<Month, Counts>>(
    institutions.map(({ providerId }) => [providerId, new Map()]),
  );
  return {
    async open(from) {
      for (const place of places) await openAccounts(bank, place, institutions, from);
    },
    note(providerId, claim) {
      const book = books.get(providerId)!;
      const of = monthOf(clock.now());
      const { items, claim: before } = book.get(of) ?? { items: 0, claim: 0 };
      book.set(of, { items: items + 1, claim: before + claim });
    },
    async declare(period) {
      for (const { providerId, area } of institutions) {
        const { items, claim } = books.get(providerId)!.get(period) ?? { items: 0, claim: 0 };
        const { deps } = provinces.get(area.slice(0, 2))!.care;
        const request = { providerId, period, items, claimTotal: claim };
        await granted(`declaration of ${providerId}`, declareMonth(deps, officer(area, 'li'), request));
      }
    },
    async pay(period) {
      for (const place of places) {
        await review(place);
        await payArea(bank, place, period);
      }
    },
    async readStatements() {
      for (const place of places) await readStatement(bank, place);
    },
    async explain() {
      bank.correctDuplicates();
      for (const place of places) {
        await readStatement(bank, place);
        await explainArea(place);
      }
    },
    async openEntries() {
      const open: string[] = [];
      for (const { area, province } of places)
        for (const { kind, direction, amount, lineId } of await openEntries(province.care.deps.db, [area]))
          open.push(`${area}: ${kind} ${direction} ${amount} of ${lineId} is unexplained`);
      return open;
    },
  };
}

async function openAccounts(
  bank: Bank,
  { area, account, province }: Place,
  institutions: readonly Institution[],
  fromOn: CalendarDate,
): Promise<void> {
  bank.open(account, BALANCE);
  const own = institutions.filter((one) => one.area === area);
  const owners = [area, ...own.map(({ providerId }) => providerId)];
  for (const [index, owner] of owners.entries()) {
    const number = owner === area ? account : `20${area}${String(index).padStart(10, '0')}`;
    const request = { owner, holder: owner, bankName: '示例银行', bankNumber: null, number, fromOn };
    await granted(`account of ${owner}`, noteAccount(province.care.deps, officer(area, 'li'), request));
  }
}

/** A person looks at each bill that the audit drew or suspects; in this year none is wrong. */
async function review({ area, province }: Place): Promise<void> {
  const { deps } = province.care;
  const actor = officer(area, 'wang');
  for (;;) {
    const waiting = await reviewsOf(deps, actor, { after: { providerId: '', itemId: '' }, limit: 500 });
    if (waiting.length === 0) return;
    for (const { providerId, itemId } of waiting) {
      const decision = { providerId, itemId, verdict: 'passed' as const, amount: null, reason: '费用合理' };
      await granted(`review of ${itemId}`, decideReview(deps, actor, { ...decision, requestKey: itemId }));
    }
  }
}

async function payArea(bank: Bank, { area, province }: Place, period: Month): Promise<void> {
  const { deps } = province.care;
  const proposal = { area, kind: 'month-end' as const, period, requestKey: `${area}-${deps.now()}` };
  const made = await proposeBatch(deps, officer(area, 'li'), proposal);
  if (!made.ok && made.refusal.code === 'nothing-to-pay') return;
  const { batch } = await granted(`batch of ${area}`, Promise.resolve(made));
  const { batchId } = batch;
  const checker = officer(area, 'wang');
  await granted(
    `release of ${batchId}`,
    checkBatch(deps, checker, { batchId, isReleased: true, reason: null }),
  );
  await granted(
    `order of ${batchId}`,
    Promise.resolve(bank.order(await granted('file', orderFile(deps, checker, batchId)))),
  );
}

async function readStatement(bank: Bank, { area, account, province }: Place): Promise<void> {
  const text = await granted(`statement of ${account}`, Promise.resolve(bank.statement(account)));
  await granted('reading a statement', takeStatement(province.care.deps, officer(area, 'li'), text));
}

/** Returned money is owed again; a duplicate is explained by the bank's own correction. */
async function explainArea({ area, province }: Place): Promise<void> {
  const { deps } = province.care;
  const open = await openEntries(deps.db, [area]);
  const corrections = open.filter(({ kind }) => kind === 'recovery');
  const resolve = (entry: OpenEntry, resolution: 'pay-again' | 'recovered', withReference: string | null) =>
    granted(
      `explaining ${entry.bankReference}`,
      resolveEntry(deps, officer(area, 'wang'), {
        account: entry.account,
        bankReference: entry.bankReference,
        resolution,
        withReference,
        providerId: null,
        reason: resolution === 'pay-again' ? '账号有误被银行退回，重新支付' : '银行重复支付后已收回',
      }),
    );
  for (const entry of open) {
    if (entry.kind === 'return') await resolve(entry, 'pay-again', null);
    if (entry.kind !== 'duplicate') continue;
    const at = corrections.findIndex((one) => one.lineId === entry.lineId && one.amount === entry.amount);
    if (at < 0) continue;
    const [correction] = corrections.splice(at, 1);
    await resolve(entry, 'recovered', correction!.bankReference);
  }
}
