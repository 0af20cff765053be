/**
 * Mobile payment (61xx to 64xx): an order holds the fees of a visit, its insurance part settles like any
 * other bill, its cash part is paid at a payment channel. Most provinces wrap these in the encrypted envelope
 * of `gateway/mobile.ts`, some in the ordinary one; the input is the same.
 */
import { quote } from '../json.ts';
import { many, one, pick, transaction } from '../message.ts';
import { codeMissing, scannedFor } from './credential.ts';
import { nothing } from './nodes.ts';

export const decodeOnTerminal = transaction({
  number: '6101',
  label: '解析医保电子凭证二维码',
  writes: false,
  input: one('InData', '解码信息', {
    required: scannedFor,
    // The library of a terminal scans by itself; a server needs the text of the code.
    optional: pick('credentialBusinessInfo', 'credentialDevice', 'credentialCode'),
  }),
  output: one('OutData', '解码结果', {
    required: pick('holderName', 'holderNumber', 'holderNumberKind', 'credentialToken', 'decodedRegion'),
    optional: pick(
      'decodedAuthorisation',
      'decodedIndex',
      'decodedGender',
      'decodedBirthDate',
      'decodedNationality',
      'decodedEmail',
    ),
  }),
  check: (input) => codeMissing('InData', input),
});

const diagnoses = many('diseinfoList', '诊断或症状明细', {
  required: pick(
    'orderDiagnosisKind',
    'orderDiagnosisRank',
    'orderDiagnosisCode',
    'orderDiagnosisName',
    'orderDiagnosisDepartment',
    'orderDiagnosingDoctorCode',
    'orderDiagnosingDoctorName',
    'orderDiagnosedAt',
  ),
  optional: pick('isOrderDiagnosisValid'),
});

const lines = many('feedetailList', '费用明细', {
  atLeast: 1,
  required: pick(
    'orderLineId',
    'isCirculatedPrescription',
    'orderLineOccurredAt',
    'orderItemCode',
    'orderHospitalItemCode',
    'orderLineAmount',
    'quantity',
    'price',
    'orderingDepartmentCodeInOrder',
    'orderingDepartmentNameInOrder',
    'orderingDoctorCodeInOrder',
    'orderingDoctorNameInOrder',
    'hospitalApprovalInOrder',
  ),
  // Visit, person and batch stand above the rows: a visit that this upload opens has no number yet.
  optional: pick(
    'orderVisitId',
    'orderPersonId',
    'orderBatch',
    'orderCareType',
    'orderDiseaseCode',
    'prescriptionNumber',
    'orderDose',
    'frequencyInOrder',
    'orderCourseDays',
    'orderRoute',
    'isOutsideExaminationInOrder',
    'outsideHospitalInOrder',
    'remark',
    'orderExtension',
  ),
});

export const uploadOrder = transaction({
  number: '6201',
  label: '费用明细上传',
  writes: true,
  input: one('data', '费用信息', {
    required: pick(
      'orderInstitution',
      'orderPersonId',
      'insuranceType',
      'hospitalOrder',
      'startedAt',
      'holderNumber',
      'holderName',
      'holderNumberKind',
      'credentialToken',
      'orderVisitNumber',
      'orderDepartmentName',
      'specialty',
      'orderCareType',
      'orderFeeKind',
      'orderTotal',
      'orderAccountUse',
      'orderSettlementWay',
      'orderBatch',
    ),
    optional: pick(
      'credentialInstitution',
      'renewedPrescription',
      'isCirculatedPrescription',
      'orderInsuredRegion',
      'orderDoctorCode',
      'orderDoctorName',
      'orderDepartmentCode',
      'orderVisitId',
      'orderComplaint',
      'orderDiseaseCode',
      'orderDiseaseName',
      'invoiceNumber',
      'endedAt',
      'orderFeeExcluded',
      'orderFeeOverLimit',
      'orderFeeSelfPaidFirst',
      'orderFeeEligible',
      'orderExtension',
    ),
    // Of a stay only, which is settled at the window (2304).
    regional: pick('pregnancyNumber', 'orderMaternityKind'),
    nested: { diagnoses, lines },
  }),
  output: one('data', '支付订单', {
    required: pick('paymentOrderId', 'paymentToken'),
    optional: pick('cashierPage', 'orderExtension'),
  }),
});

/** The extension of an order's answer: what it has no field for. */
export function orderExtensionText(told: {
  readonly visitId: string;
  readonly settlementId?: string | undefined;
  readonly page?: string | undefined;
}): string {
  const keys = { mdtrtId: told.visitId, setlId: told.settlementId, cashierUrl: told.page };
  const pairs = Object.entries(keys).flatMap(([key, value]) =>
    value === undefined ? [] : [`${quote(key)}:${quote(value)}`],
  );
  return `{${pairs.join(',')}}`;
}

const amounts = pick('orderFeeTotal', 'orderCash', 'orderAccount', 'orderFunds');

export const placeOrder = transaction({
  number: '6202',
  label: '支付下单',
  writes: true,
  input: one('data', '下单信息', {
    required: pick('paymentOrderId', 'paymentToken', 'orderInstitution', 'orderSerial', 'orderVisitId'),
    optional: pick(
      'paymentAuthorisation',
      'shownCode',
      'shownChannel',
      'shownUser',
      'orderBatch',
      'orderExtension',
    ),
  }),
  output: one('data', '下单结果', {
    required: { ...pick('paymentOrderId', 'orderState'), ...amounts },
    optional: pick('orderExtension'),
  }),
  check: (input) =>
    input.paymentAuthorisation === undefined && input.shownCode === undefined
      ? {
          node: 'data',
          field: 'payAuthNo',
          label: '支付授权码',
          wanted: 'payAuthNo 和 ecAuthCode（连同 ecChnlAppId、ecChnlUserId）填其中一种',
        }
      : null,
});

export const refundOrder = transaction({
  number: '6203',
  label: '医保退费',
  writes: true,
  input: one('data', '退费信息', {
    required: pick(
      'paymentOrderId',
      'refundSerial',
      'refundAskedAt',
      'refundTotal',
      'refundCash',
      'refundPart',
    ),
    optional: pick(
      'refundAccount',
      'refundFunds',
      'credentialToken',
      'paymentAuthorisation',
      'orderExtension',
    ),
  }),
  output: one('data', '退费结果', {
    required: pick('refundNumber', 'refundState'),
    // Of cash alone nothing is refunded by the insurance.
    optional: pick('insuranceRefundNumber', 'insuranceRefundDate', 'insuranceRefundTime', 'orderExtension'),
  }),
  check: (input) =>
    input.credentialToken === undefined && input.paymentAuthorisation === undefined
      ? { node: 'data', field: 'ecToken', label: '电子凭证令牌', wanted: 'ecToken 和 payAuthNo 填其中一个' }
      : null,
});

export const reportOrder = transaction({
  number: '6204',
  label: '医保订单信息同步',
  writes: true,
  input: one('data', '订单信息', {
    required: { ...pick('paymentOrderId', 'hospitalOrder'), ...amounts, ...pick('otherPayment') },
    optional: pick('orderExtension'),
  }),
  output: nothing,
});

const holder = pick('holderNumber', 'holderName', 'holderNumberKind');

export const queryOrder = transaction({
  number: '6301',
  label: '医保订单结算结果查询',
  writes: false,
  input: one('data', '订单', {
    required: { ...pick('paymentOrderId', 'orderInstitution', 'paymentToken'), ...holder },
    optional: pick('orderExtension'),
  }),
  output: one('data', '订单结果', {
    required: {
      ...pick(
        'orderState',
        'paymentOrderId',
        'noticeKind',
        'hospitalOrder',
        'orderDoneAt',
        'orderInstitution',
        'orderInstitutionName',
        'orderPart',
      ),
      ...amounts,
    },
    // Only of what is paid: there is nothing to take back otherwise.
    optional: pick('reversalToken', 'orderExtension'),
  }),
});

/**
 * What the platform tells the hospital once an order is settled. A hospital that got one may send it here
 * and hears whether it is true: a notice can be late, doubled or forged, the order cannot.
 */
export const orderNotice = transaction({
  number: '6302',
  label: '医保结算结果通知',
  writes: false,
  input: one('data', '结算结果', {
    required: pick(
      'paymentOrderId',
      'noticeKind',
      'hospitalOrder',
      'orderDoneAt',
      'orderFeeTotal',
      'orderCashInNotice',
      'orderAccount',
      'orderFunds',
      'insuranceTime',
      'insuranceSerial',
      'insuranceVisit',
      'orderInstitutionName',
      'orderPart',
      'reversalToken',
    ),
    optional: pick('shownCodeText', 'orderExtension'),
  }),
  output: one('data', '通知结果', { required: pick('isNoticeTaken', 'noticeMessage') }),
});

export const revokeOrder = transaction({
  number: '6401',
  label: '费用明细上传撤销',
  writes: true,
  input: one('data', '撤销信息', {
    required: { ...pick('paymentOrderId', 'orderInstitution', 'paymentToken'), ...holder },
    optional: pick('orderExtension'),
  }),
  output: one('data', '撤销结果', { required: pick('isNoticeTaken') }),
});

/** Seen in two provinces with nothing but the person in it; its answer is not public. */
export const askForChanges = transaction({
  number: '90100',
  label: '90100(地方)',
  writes: false,
  input: one('data', '查询条件', { optional: pick('personId') }),
  output: nothing,
});
