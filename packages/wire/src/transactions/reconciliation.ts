/** Reconciliation of totals and rows, confirmation of cross-province bills, applications for clearing. */
import { many, one, pick, transaction } from '../message.ts';
import { nothing } from './nodes.ts';

const sums = pick('feeTotal', 'paidByFunds', 'paidByPersonalAccount');

export const reconcileTotals = transaction({
  number: '3201',
  label: '医药机构费用结算对总账',
  writes: true,
  input: one('data', '对总账信息', {
    required: {
      ...pick('insuranceType', 'clearingCategory', 'settlementAgency', 'statementFrom', 'statementUntil'),
      ...sums,
      ...pick('settlementCount'),
    },
    optional: pick('isRefund'),
  }),
  output: one('stmtinfo', '对总账结果', {
    required: pick('statementResult'),
    optional: pick('settlementAgency', 'statementExplanation'),
  }),
});

export const reconcileRows = transaction({
  number: '3202',
  label: '医药机构费用结算对明细账',
  writes: true,
  input: one('data', '对明细账信息', {
    required: {
      ...pick('settlementAgency', 'fileId', 'statementFrom', 'statementUntil', 'feeTotal', 'paidByFunds'),
      ...pick('paidInCashInQuery', 'settlementCount'),
    },
    // Required in some editions only: without it rows of every category are compared.
    optional: pick('clearingCategory', 'isRefund'),
  }),
  output: one('fileinfo', '对明细账结果文件', {
    required: pick('fileId', 'fileName', 'downloadUntilTime'),
  }),
});

/** Columns of the hospital's file, in the order of the standard. */
export const statementRows = many('对账明细文件', '对账明细', {
  required: { ...pick('settlementId', 'visitId', 'personId'), ...sums, ...pick('isRefund') },
});

/** Columns of the answered file. Rows that only the platform has name no visit and no settlement. */
export const statementVerdicts = many('对账结果文件', '对账结果明细', {
  required: {
    ...pick('personId', 'visitId', 'settlementId', 'senderMessageId', 'statementResult', 'isRefund'),
    ...pick('remark'),
    ...sums,
  },
});

const clearingPeriod = pick('clearingYear', 'clearingMonthOfYear');
const clearingRow = pick(
  'certificateNumber',
  'visitId',
  'visitSettledAt',
  'clearingSerial',
  'feeTotal',
  'agencyPays',
);

export const listClearingRows = transaction({
  number: '3260',
  label: '提取异地清分明细',
  writes: false,
  input: one('data', '提取条件', { optional: { ...clearingPeriod, ...pick('firstRow') } }),
  output: many('data', '异地清分明细', {
    required: {
      ...pick('rowNumber', 'clearingCareRegion', 'clearingProviderId'),
      ...clearingRow,
      ...pick('isPaidByPatientFirst'),
    },
  }),
});

export const confirmClearingRows = transaction({
  number: '3261',
  label: '异地清分结果确认',
  writes: true,
  input: {
    period: one('data', '清分年月', { optional: { ...clearingPeriod, ...pick('rowsInMessage') } }),
    rows: many('detail', '清分明细', {
      atLeast: 1,
      required: clearingRow,
      optional: pick('isConfirmed'),
    }),
  },
  output: nothing,
});

export const takeBackConfirmation = transaction({
  number: '3262',
  label: '异地清分结果确认回退',
  writes: true,
  // Some clients write the three fields directly under the input.
  input: one('data', '回退信息', { optional: { ...clearingPeriod, ...pick('confirmationReference') } }),
  output: nothing,
});

/**
 * 3211 begins a comparison of days with a file in the columns of `statementRows`; 3212 fetches its result.
 */
export const submitDays = transaction({
  number: '3211',
  label: '日对账提交',
  writes: true,
  input: one('data', '日对账信息', {
    required: pick('clearingFrom', 'clearingUntil', 'fileId'),
    optional: pick('uploadedFileName'),
  }),
  output: one('fileinfo', '对账任务', { required: pick('taskKey') }),
});

export const readDays = transaction({
  number: '3212',
  label: '日对账结果查询',
  writes: false,
  // Without a task: the institution's latest.
  input: one('data', '查询条件', { optional: pick('taskKey') }),
  output: one('fileinfo', '对账结果', {
    required: pick('checkState', 'taskState'),
    optional: pick('allRowsFile', 'hospitalRowsFile', 'platformRowsFile'),
  }),
});

const applied = {
  ...pick('clearingCategory', 'clearingMonth', 'visitsCounted', 'feeTotal', 'recognisedTotal'),
  ...pick('fundsDeclared', 'paidInCashInQuery', 'paidByPersonalAccount', 'startedOn', 'endedOn'),
};
const applicationResult = one('result', '清算申请结果', { required: pick('applicationId') });

export const applyForClearing = transaction({
  number: '3203',
  label: '清算申请',
  writes: true,
  input: one('data', '清算申请信息', { required: applied, optional: pick('clearingMethod') }),
  output: applicationResult,
});

/** One province names the agency that clears; a name that is not this place's is refused. */
export const applyForClearingA = transaction({
  number: '3203A',
  label: '清算申请(吉林)',
  writes: true,
  input: one('data', '清算申请信息', {
    required: applied,
    optional: pick('clearingMethod'),
    regional: pick('clearingAgency'),
  }),
  output: applicationResult,
});

export const withdrawApplication = transaction({
  number: '3204',
  label: '清算申请撤销',
  writes: true,
  input: one('data', '清算申请撤销信息', { required: pick('applicationId') }),
  output: nothing,
});

export const withdrawApplicationA = transaction({
  number: '3204A',
  label: '清算申请撤销(吉林)',
  writes: true,
  input: one('data', '清算申请撤销信息', { required: pick('applicationId', 'clearingAgency') }),
  output: nothing,
});

export const listApplications = transaction({
  number: '3205A',
  label: '清算申请状态查询(吉林)',
  writes: false,
  input: one('data', '查询条件', {
    optional: {
      ...pick('clearingAgency', 'clearingState', 'clearedMonth'),
      ...pick('clearingCategory', 'startedOn', 'endedOn'),
    },
  }),
  output: many('data', '清算申请', {
    required: {
      ...pick('providerName', 'providerId', 'clearingState', 'recordedAt', 'feeTotal', 'recognisedSum'),
      ...pick('fundsDeclared', 'paidInCashInQuery', 'paidByPersonalAccount', 'startedOn', 'endedOn'),
      ...pick('clearedMonth', 'clearingAgency', 'recordedById', 'agencyNumber', 'applicationId'),
    },
    optional: pick('recordedByName'),
  }),
});

/** Public editions know the name only, so the fields are this network's. */
export const findClearingAgency = transaction({
  number: '3206A',
  label: '清算机构查询(吉林)',
  writes: false,
  input: one('data', '查询条件', { optional: pick('settlementId') }),
  output: many('data', '清算机构', {
    required: pick('clearingAgency', 'providerId'),
    optional: pick('settlementId', 'clearingCategory', 'clearingMethod'),
  }),
});

export const listUnreconciled = transaction({
  number: '3209A',
  label: '跨省三方对账未成功数据查询(吉林)',
  writes: false,
  input: one('data', '查询条件', {
    optional: pick('clearingCategory', 'startedOn', 'endedOn', 'clearingAgency'),
  }),
  output: many('data', '未成功数据', { required: pick('openSettlementId', 'openInsuredRegion') }),
});
