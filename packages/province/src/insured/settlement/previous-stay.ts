import { type Executor, statement } from '@zhijie/database';
import type { AdjudicationInput } from '@zhijie/engine';
import type { Bill } from '@zhijie/exchange';
import { addDays, benefitOf, CARE_TYPES, fen, parseCalendarDate } from '@zhijie/kernel';
import { isTransfer, type TransferredFrom } from './circumstances.ts';

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
 * of this admission or the day before. A second transfer carries what the first stays were charged. Reads
 * nothing for a bill that says nothing of a transfer.
 */
export async function previousStay(
  db: Executor,
  bill: Bill,
  insuredArea: string | undefined,
): Promise<TransferredFrom> {
  const admittedOn = parseCalendarDate(bill.admittedOn);
  if (!isTransfer(bill) || !admittedOn.ok || insuredArea === undefined) return null;
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
