import { many, one, pick, transaction, variant } from '../message.ts';
import {
  fundDetails,
  nothing,
  quotedAnswer,
  settledAnswer,
  splitLines,
  tracedPacks,
  voidedStay,
} from './nodes.ts';

export const uploadInpatientLines = transaction({
  number: '2301',
  label: '住院费用明细上传',
  writes: true,
  input: many('feedetail', '费用明细', {
    atLeast: 1,
    required: pick(
      'lineId',
      'visitId',
      'personId',
      'careType',
      'occurredAt',
      'itemCode',
      'hospitalItemCode',
      'lineAmount',
      'quantity',
      'price',
      'orderingDepartmentCode',
      'orderingDepartmentName',
      'orderingDoctorCode',
      'orderingDoctorName',
    ),
    optional: pick(
      'originalLineId',
      'orderNumber',
      'performingDepartmentCode',
      'performingDepartmentName',
      'performingDoctorCode',
      'performingDoctorName',
      'hospitalApproval',
      'herbalUse',
      'isOutsideExamination',
      'outsideHospitalCode',
      'isTakeHomeDrug',
      'isMaternityFee',
      'remark',
      'extensionText',
    ),
    regional: pick('isSplitPack'),
    nested: { packs: tracedPacks },
  }),
  output: splitLines,
});

export const withdrawInpatientLines = transaction({
  number: '2302',
  label: '住院费用明细撤销',
  writes: true,
  input: many('data', '费用明细撤销信息', {
    atLeast: 1,
    required: pick('lineId', 'visitId', 'personId'),
    optional: pick('extensionText'),
  }),
  output: nothing,
});

/** A remark that is nothing but trace codes is booked as the packs of the line (procedures V-16). */
export const changeRemarks = transaction({
  number: '2306',
  label: '费用明细修改备注',
  writes: true,
  input: many('data', '费用明细备注', {
    atLeast: 1,
    required: pick('visitId', 'bookedLineId', 'personId', 'itemCode'),
    optional: pick('remark'),
  }),
  output: nothing,
});

/** Amounts that the hospital repeats from the upload answers, and what only one edition sends. */
const repeated = pick('feeExcluded', 'feeOverLimit', 'feeSelfPaidFirst', 'feeEligible');
const regional = pick('cardSerial', 'certificateNumber', 'personName', 'insuredRegion', 'careRegion');

export const quoteInpatient = transaction({
  number: '2303',
  label: '住院预结算',
  writes: false,
  input: one('data', '预结算信息', {
    required: pick(
      'personId',
      'credentialType',
      'feeTotal',
      'settlementWay',
      'visitId',
      'insuranceType',
      'isInterim',
    ),
    optional: {
      ...pick('credentialNumber', 'accountUse', 'dischargedOn', 'extensionText', 'invoiceNumber'),
      ...repeated,
    },
    regional,
  }),
  output: quotedAnswer,
});

export const settleInpatient = transaction({
  number: '2304',
  label: '住院结算',
  writes: true,
  input: one('data', '结算信息', {
    required: pick(
      'personId',
      'credentialType',
      'feeTotal',
      'settlementWay',
      'visitId',
      'insuranceType',
      'accountUse',
      'isInterim',
    ),
    optional: { ...pick('credentialNumber', 'invoiceNumber', 'dischargedOn', 'extensionText'), ...repeated },
    regional,
  }),
  output: settledAnswer,
});

export const voidInpatient = transaction({
  number: '2305',
  label: '住院结算撤销',
  writes: true,
  input: one('data', '结算撤销信息', {
    required: pick('visitId', 'settlementId', 'personId'),
    optional: pick('extensionText'),
  }),
  output: { settlement: voidedStay, funds: fundDetails },
});

export const quoteInpatientA = variant('2303A', '住院预结算A', quoteInpatient);
export const settleInpatientA = variant('2304A', '住院结算A', settleInpatient);
