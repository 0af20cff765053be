/** A retail pharmacy sells for insurance: lines and settlement in one call, tried before or taken back. */
import { many, one, pick, transaction, variant } from '../message.ts';
import {
  fundDetails,
  purchasedLines,
  quotedAnswer,
  settledAnswer,
  voidedStay,
  voidRequest,
} from './nodes.ts';

const buyer = {
  required: pick(
    'personId',
    'credentialType',
    'credentialNumber',
    'startedAt',
    'feeTotal',
    'insuranceType',
    'accountUse',
    'careType',
  ),
  // One edition alone repeats who the buyer is; the platform knows from the person's number.
  regional: pick('cardSerial', 'certificateType', 'certificateNumber', 'personGroup', 'personName'),
};
const disease = pick('diseaseCode', 'diseaseName', 'outOfAreaFlags');

const drugs = many('drugdetail', '药品明细', {
  atLeast: 1,
  required: pick(
    'lineId',
    'isOutsidePrescription',
    'occurredAt',
    'itemCode',
    'hospitalItemCode',
    'lineAmount',
    'quantity',
    'price',
  ),
  optional: pick(
    'prescriptionNumber',
    'doseDescription',
    'frequencyDescription',
    'courseDays',
    'routeDescription',
    'orderingDoctorCode',
    'orderingDoctorName',
    'herbalUse',
    'extensionText',
  ),
});

export const quotePurchase = transaction({
  number: '2101',
  label: '药店预结算',
  writes: false,
  input: { buyer: one('druginfo', '购药信息', { ...buyer, optional: disease }), lines: drugs },
  output: { ...quotedAnswer, lines: purchasedLines },
});

export const settlePurchase = transaction({
  number: '2102',
  label: '药店结算',
  writes: true,
  input: {
    buyer: one('druginfo', '购药信息', { ...buyer, optional: { ...disease, ...pick('invoiceNumber') } }),
    lines: drugs,
    packs: many('drug_trac_info', '追溯码', { required: pick('lineId', 'traceCode', 'isSplitPack') }),
  },
  output: { ...settledAnswer, lines: purchasedLines },
});

export const voidPurchase = transaction({
  number: '2103',
  label: '药店结算撤销',
  writes: true,
  input: voidRequest,
  output: { settlement: voidedStay, funds: fundDetails },
});

// The A edition differs in the secret number of the card, which stands outside the input.
export const quotePurchaseA = variant('2101A', '药店预结算A', quotePurchase);
export const settlePurchaseA = variant('2102A', '药店结算A', settlePurchase);
