import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InputOf } from '@zhijie/wire';
import type { UploadedLine } from '../../care/fee-line/split.ts';
import type { Purchase } from '../../care/purchase/service.ts';
import { orNull } from '../handling.ts';
import { certificateShown } from './shown-certificate.ts';

type Input = InputOf<'2101'> | InputOf<'2102'>;
type Drug = Input['lines'][number];
type Pack = InputOf<'2102'>['packs'][number];

const KEPT = [
  'isOutsidePrescription',
  'doseDescription',
  'frequencyDescription',
  'courseDays',
  'routeDescription',
  'orderingDoctorCode',
  'orderingDoctorName',
  'herbalUse',
] as const;

function lineOf(row: Drug, packs: readonly Pack[]): UploadedLine {
  const own = packs.filter((pack) => pack.lineId === row.lineId);
  const details = KEPT.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]]));
  const isSplitPack = own.some((pack) => pack.isSplitPack);
  return {
    lineNumber: row.lineId,
    batch: null,
    originalLineNumber: null,
    prescriptionNumber: orNull(row.prescriptionNumber),
    itemCode: row.itemCode,
    hospitalItemCode: row.hospitalItemCode,
    unitPrice: row.price,
    quantity: row.quantity,
    amount: row.lineAmount,
    approval: null,
    occurredAt: row.occurredAt,
    details: { ...Object.fromEntries(details), ...(isSplitPack ? { isSplitPack } : {}) },
    traceCodes: own.map(({ traceCode }) => traceCode),
  };
}

/** A purchase of the interface as the care side takes it. Refusal: `family-account-unsupported`. */
export function purchaseOf(input: Input): Result<Purchase, Refusal> {
  const { buyer, lines } = input;
  if (buyer.accountUse === 'family') return refuse('family-account-unsupported', { field: 'accountUse' });
  const packs = 'packs' in input ? input.packs : [];
  return ok({
    personId: buyer.personId,
    insuranceType: buyer.insuranceType,
    careType: buyer.careType,
    diseaseCode: orNull(buyer.diseaseCode),
    diseaseName: orNull(buyer.diseaseName),
    credential: buyer.credentialType,
    credentialNumber: buyer.credentialNumber,
    certificateNumber: certificateShown(buyer),
    name: orNull(buyer.personName),
    boughtAt: buyer.startedAt,
    total: buyer.feeTotal,
    usesPersonalAccount: buyer.accountUse === 'own',
    invoiceNumber: 'invoiceNumber' in buyer ? orNull(buyer.invoiceNumber) : null,
    lines: lines.map((row) => lineOf(row, packs)),
  });
}
