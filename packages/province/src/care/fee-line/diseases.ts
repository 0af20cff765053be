import { type Executor, statement } from '@zhijie/database';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { diseaseCategoryOf } from '../visit/rules.ts';
import type { Visit } from '../visit/store.ts';

const DISEASES = statement(
  'care-line-diseases',
  `SELECT line_number AS "lineNumber", nullif(details->>'diseaseCode', '') AS "diseaseCode"
   FROM care.fee_line WHERE provider_id = $1 AND visit_id = $2 AND settlement_id IS NULL
   ORDER BY line_number`,
);

/**
 * One disease, one settlement (procedures V-06; 医保办发〔2024〕19号 §3(4)): in a chronic visit every unsettled
 * line is of its disease. Lines may name the disease or leave it out, but where some name it, one that names
 * none is of no disease and belongs to an ordinary visit. The visit must be locked. Refusal:
 * `line-of-other-disease`.
 */
export async function refusalOfDiseases(
  tx: Executor,
  visit: Pick<Visit, 'providerId' | 'visitId' | 'careType' | 'diseaseCode'>,
): Promise<CareRefusal | null> {
  const { careType, diseaseCode } = visit;
  if (careType !== 'chronic' || diseaseCode === null) return null;
  type Row = { lineNumber: string; diseaseCode: string | null };
  const lines = await tx.query<Row>(DISEASES, [visit.providerId, visit.visitId]);
  const isNamed = lines.some((line) => line.diseaseCode !== null);
  const own = diseaseCategoryOf(diseaseCode);
  const other = lines.find(({ diseaseCode: named }) =>
    named === null ? isNamed : diseaseCategoryOf(named) !== own,
  );
  if (other === undefined) return null;
  return careRefusal('line-of-other-disease', 'diseaseCode', {
    lineNumber: other.lineNumber,
    visitDisease: diseaseCode,
    lineDisease: other.diseaseCode ?? '',
  }).refusal;
}
