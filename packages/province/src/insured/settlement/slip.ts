import { type Executor, statement } from '@zhijie/database';
import type { Bill } from '@zhijie/exchange';
import {
  type Actor,
  addFeeParts,
  type FeeParts,
  ok,
  type Refusal,
  type Result,
  refuse,
  ZERO_FEE_PARTS,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import { COUNTERS, type Counter } from '../accumulator/counters.ts';
import type { InsuredDeps } from '../deps.ts';
import { refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { feePartsOf } from './bill.ts';
import { billOf, type PersonBill } from './history.ts';
import * as store from './store.ts';

/** What a settlement slip says beyond the bill (procedures A-02). */
export type BillSlip = {
  /** Without steps: the slip says who paid, the page says why. */
  readonly bill: PersonBill;
  readonly diagnoses: Bill['diagnoses'];
  /** By category, in the order of the details; null until those of a stay have come in (V-04). */
  readonly categories: readonly { readonly category: string; readonly fees: FeeParts }[] | null;
  /** What the bill added to its policy year, fen or counts; of a split stay the later year. */
  readonly added: readonly { readonly counter: Counter; readonly value: number }[];
};

const details = statement(
  'insured.settlement-detail.of-settlement',
  `select body from insured.settlement_detail where person_id = $1 and settlement_id = $2 order by line_id`,
);

type Line = { readonly category: string; readonly fees: Bill['totals'] };

async function readCategories(tx: Executor, key: SlipKey): Promise<BillSlip['categories']> {
  const rows = await tx.query<{ body: string }>(details, [key.personId, key.settlementId]);
  if (rows.length === 0) return null;
  const sums = new Map<string, FeeParts>();
  for (const { body } of rows) {
    const { category, fees } = JSON.parse(body) as Line;
    sums.set(category, addFeeParts(sums.get(category) ?? ZERO_FEE_PARTS, feePartsOf(fees)));
  }
  return [...sums].map(([category, fees]) => ({ category, fees }));
}

type SlipKey = { readonly personId: string; readonly settlementId: string };

/** The content of a bill's slip; logged. Refuses `person-unknown`, `not-permitted`, `settlement-unknown`. */
export async function slipOfPerson(
  deps: InsuredDeps,
  actor: Actor,
  key: SlipKey,
): Promise<Result<BillSlip, Refusal>> {
  const { personId, settlementId } = key;
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'bills');
  if (refused !== null) return refused;
  return deps.db.transaction(async (tx): Promise<Result<BillSlip, Refusal>> => {
    const file = await store.readSettlement(tx, personId, settlementId);
    if (file === null || file.settlement.state === 'never-settled') return refuse('settlement-unknown');
    await writeEntry(tx, { personId, at: deps.now(), actor, purpose: 'own-record', subject: settlementId });
    const { diagnoses } = JSON.parse(file.settlement.request ?? '{}') as Pick<Bill, 'diagnoses'>;
    return ok({
      bill: billOf(file, new Map()),
      diagnoses,
      categories: await readCategories(tx, key),
      added: COUNTERS.flatMap((counter, index) => {
        const value = Number(file.delta[index] ?? 0);
        return value === 0 ? [] : [{ counter, value }];
      }),
    });
  });
}
