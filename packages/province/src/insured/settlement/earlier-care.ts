import { type Executor, statement } from '@zhijie/database';
import { type AdjudicationInput, chronicDiseaseOf } from '@zhijie/engine';
import type { Bill } from '@zhijie/exchange';
import { addDays, benefitOf, CARE_TYPES, type Fen, fen, parseCalendarDate } from '@zhijie/kernel';
import { COUNTERS } from '../accumulator/counters.ts';
import type { Snapshot } from '../entitlement/store.ts';
import { isTransfer, type TransferredFrom } from './circumstances.ts';

/** What the settlements before a bill say about it, where a policy may ask. */
export type EarlierCare = {
  /** The stay before a transfer (D5). */
  readonly transferredFrom: TransferredFrom;
  /** What the pool has paid for chronic diseases that have a limit of their own, fen (D12). */
  readonly diseasePaid: readonly PaidForDisease[];
};

/** `disease` is a code as bills give it; codes of one category share a limit. */
export type PaidForDisease = { readonly year: number; readonly disease: string; readonly paid: Fen };

export const NO_EARLIER_CARE: EarlierCare = { transferredFrom: null, diseasePaid: [] };

/**
 * Reads nothing for the bills, nearly all, that go on from no transfer and name no disease paid for before.
 */
export async function earlierCare(db: Executor, bill: Bill, snapshot: Snapshot | null): Promise<EarlierCare> {
  const insuredArea = snapshot?.coverage?.insured_area;
  if (insuredArea === undefined) return NO_EARLIER_CARE;
  const transferredFrom = isTransfer(bill) ? await previousStay(db, bill, insuredArea) : null;
  const diseasePaid = hasPaidForDisease(bill, snapshot) ? await paidForDiseases(db, bill, insuredArea) : [];
  return { transferredFrom, diseasePaid };
}

const DISEASE_PAID = COUNTERS.indexOf('diseasePaid');

const hasPaidForDisease = (bill: Bill, snapshot: Snapshot | null): boolean =>
  bill.diseaseCode !== null && snapshot!.accumulators.some(({ values }) => values[DISEASE_PAID]! > 0);

const byDisease = statement(
  'insured.settlement.paid-for-disease',
  `select policy_year as year, input::json -> 'circumstances' ->> 'disease' as disease,
     sum(delta[${DISEASE_PAID + 1}])::bigint as paid
   from insured.settlement
   where person_id = $1 and insurance_type = $2 and insured_area = $3 and state = 'settled'
     and delta[${DISEASE_PAID + 1}] > 0
   group by 1, 2`,
);

/** Settled and not undone; the counter of the year holds all diseases together. */
const paidForDiseases = (db: Executor, bill: Bill, insuredArea: string): Promise<PaidForDisease[]> =>
  db.query<PaidForDisease>(byDisease, [bill.personId, bill.insuranceType, insuredArea]);

/** What the year's pool has paid for the category of a disease, fen. */
export const paidFor = (paid: readonly PaidForDisease[], disease: string, year: number): Fen =>
  fen(
    paid
      .filter((one) => one.year === year && chronicDiseaseOf(one.disease) === chronicDiseaseOf(disease))
      .reduce((sum, one) => sum + one.paid, 0),
  );

const STAYS = CARE_TYPES.filter((careType) => benefitOf(careType) === 'inpatient');

const newest = statement(
  'insured.settlement.previous-stay',
  `select deductible_applied, input from insured.settlement
   where person_id = $1 and insurance_type = $2 and insured_area = $3 and state = 'settled'
     and care_type = any($4::text[]) and discharged_on between $5 and $6
     and not (care_area = $7 and visit_id = $8)
   order by discharged_on desc, settled_at desc limit 1`,
);

/**
 * The stay that a transferred one goes on from (D5): settled, in the same insured area, discharged on the day
 * of this admission or the day before. A second transfer carries what the first stays were charged.
 */
async function previousStay(db: Executor, bill: Bill, insuredArea: string): Promise<TransferredFrom> {
  const admittedOn = parseCalendarDate(bill.admittedOn);
  if (!admittedOn.ok) return null;
  const [found] = await db.query<{ deductible_applied: number; input: string }>(newest, [
    bill.personId,
    bill.insuranceType,
    insuredArea,
    STAYS,
    addDays(admittedOn.value, -1),
    admittedOn.value,
    bill.careArea,
    bill.visitId,
  ]);
  if (found === undefined) return 'unknown';
  const { circumstances } = JSON.parse(found.input) as Pick<AdjudicationInput, 'circumstances'>;
  const before = circumstances?.continuedFrom;
  const carried = before?.reason === 'transfer' ? before.deductiblePaid : 0;
  return { deductiblePaid: fen(found.deductible_applied + carried) };
}
