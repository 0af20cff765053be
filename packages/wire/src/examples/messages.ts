/**
 * Valid messages made from the dictionary itself: the smallest, the largest, and one coherent story
 * (Li Na, insured in Zhengzhou, treated in Beijing) that the golden messages of `spec/` are written
 * from.
 */
import type { Field } from '../field.ts';
import { isNode, type Message, type Node, nodesOf } from '../message.ts';
import { type TransactionNumber, transactionOf } from '../transactions/index.ts';

export type SampleSize = 'minimal' | 'maximal' | 'story';
export type RawRow = Record<string, unknown>;

/** The end record of an archive without files. */
const EMPTY_ZIP = 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==';

/** Values of the story by English name; what is not named is left out unless required. */
const STORY: Readonly<Record<string, string>> = {
  accountBalance: '0.00',
  accountUse: '0',
  admissionBed: '12',
  admissionDepartmentCode: '0300',
  admissionDepartmentName: '内科',
  admissionDiagnosis: '肺炎',
  age: '41',
  attendingDoctorName: '王敏',
  batchNumber: 'B20261121001',
  birthDate: '1985-03-12',
  borneByPerson: '59.20',
  careType: '11',
  catalogueKind: '101',
  certificateNumber: '419900198503121358',
  certificateType: '01',
  clearingCategory: '11',
  clearingMethod: '1',
  counterCode: 'POOL',
  counterValue: '38.80',
  coverageStatus: '1',
  credentialCode: '28410100000000000001',
  credentialNumber: '419900198503121358',
  credentialType: '02',
  cumulativeMonth: '202611',
  deductibleApplied: '20.40',
  departmentCode: '0300',
  departmentName: '内科',
  diagnosedAt: '2026-11-21 09:20:00',
  diagnosingDoctorCode: 'D110105000001',
  diagnosingDoctorName: '王敏',
  diagnosisCode: 'J18.900',
  diagnosisDepartment: '内科',
  diagnosisKind: '1',
  diagnosisName: '肺炎',
  diagnosisRank: '1',
  dischargeDepartmentCode: '0300',
  dischargeDepartmentName: '内科',
  dischargeWay: '1',
  doctorCode: 'D110105000001',
  doctorName: '王敏',
  endedAt: '2026-11-21 15:00:00',
  endedOn: '2026-11-21',
  feeCategory: '09',
  feeEligible: '98.00',
  feeExcluded: '0.00',
  feeOverLimit: '0.00',
  feeSelfPaidFirst: '0.00',
  feeTotal: '98.00',
  fund: '390100',
  fundAmount: '38.80',
  fundName: '城乡居民基本医疗保险基金',
  gender: '1',
  hospitalApproval: '0',
  hospitalItemCode: 'XY0001',
  hospitalItemName: '示例药品甲',
  hospitalLevel: '12',
  hospitalVisitNumber: 'MZ20261121001',
  hospitalAdmissionNumber: 'ZY20261121001',
  insuranceItemCode: 'XZ99ZZA001A001010100001',
  insuranceItemName: '示例药品甲',
  insuranceType: '390',
  insuredRegion: '410100',
  ipAddress: '192.0.2.10',
  isCivilServant: '0',
  isInterim: '0',
  isLimitedUse: '0',
  isMainDiagnosis: '1',
  isOutsidePrescription: '0',
  isRefund: '0',
  isValid: '1',
  itemCode: 'XZ99ZZA001A001010100001',
  lineAmount: '98.00',
  lineId: '1',
  macAddress: '00-00-5E-00-53-01',
  mainDiagnosisCode: 'J18.900',
  mainDiagnosisName: '肺炎',
  occurredAt: '2026-11-21 09:30:00',
  operatorNumber: '001',
  orderingDepartmentCode: '0300',
  orderingDepartmentName: '内科',
  orderingDoctorCode: 'D110105000001',
  orderingDoctorName: '王敏',
  originalMessageId: 'H11010500001202611210935000003',
  outOfAreaFlags: '{"TRUM_FLAG":"0","REL_TTP_FLAG":"0"}',
  paidByCivilServantFund: '0.00',
  paidByCriticalIllness: '0.00',
  paidByEnterpriseSupplement: '0.00',
  paidByFamilyAccount: '0.00',
  paidByFunds: '38.80',
  paidByHospital: '0.00',
  paidByLargeAmount: '0.00',
  paidByMedicalAssistance: '0.00',
  paidByOtherFunds: '0.00',
  paidByPersonalAccount: '0.00',
  paidByPooledFund: '38.80',
  paidInCash: '59.20',
  payableLimit: '0.00',
  paymentClass: '01',
  paymentPlace: '4',
  personGroup: '15',
  personId: '41010020260100000001',
  personName: '李娜',
  policyYear: '2026',
  poolRate: '0.5000',
  price: '98.000000',
  priceCeiling: '0.000000',
  providerId: 'H11010500001',
  providerKind: '1',
  providerName: '北京示例医院',
  quantity: '1.0000',
  reversedMessageId: 'H11010500001202611210935000003',
  reversedTransaction: '2207',
  selfPaidFirstRate: '0.0000',
  settledAt: '2026-11-21 09:35:00',
  settlementAgency: '410100',
  settlementCount: '1',
  settlementId: '11202611S000000001',
  statementExplanation: '平。对账单 0f343b0931126a20f133d67c2b018a，1 笔。',
  statementFrom: '2026-11-01',
  statementResult: '0',
  statementUntil: '2026-11-30',
  clearingYear: '2026',
  clearingMonthOfYear: '11',
  clearingMonth: '202611',
  clearingCareRegion: '110000',
  clearingProviderId: 'H11010500001',
  clearingSerial: '11202611S000000001',
  confirmationReference: '110000202612020900000000000001',
  visitSettledAt: '2026-11-21 09:35:00',
  agencyPays: '38.80',
  isConfirmed: '1',
  isPaidByPatientFirst: '0',
  firstRow: '1',
  rowNumber: '1',
  rowsInMessage: '1',
  visitsCounted: '1',
  recognisedTotal: '98.00',
  fundsDeclared: '38.80',
  applicationId: '7c2b018a0f343b0931126a20f133d6',
  paidInCashInQuery: '59.20',
  diagnosisId: '20f133d67c2b018a0f343b0931126a',
  diagnosisStage: '1',
  settlementWay: '01',
  signedAt: '2026-11-21 08:00:00',
  signInNumber: 'S20261121000001',
  socialCreditCode: '121100000000000001',
  specialty: 'A03',
  startedAt: '2026-11-21 09:10:00',
  startedOn: '2026-11-21',
  stayState: '0',
  visitId: '11202611V000000001',
  listId: '11202611E000000001',
  listSerial: '11202611E000000001',
  caseNumber: 'BA20261121001',
  billCode: '11060126',
  billNumber: '0000000001',
  businessSerial: 'YW20261121001',
  settledFrom: '2026-11-21',
  settledUntil: '2026-11-21',
  copaidByPerson: '59.20',
  excludedForPerson: '0.00',
  cashPaidByPerson: '59.20',
  catalogueVersion: 'V1301-9f86d081884c',
  fileId: 'fsi/plc/9f86d081884c7d659a2feaa0c55ad015',
  fileName: '1301-V1301-9f86d081884c.txt.zip',
  fileContent: EMPTY_ZIP,
  downloadUntil: '2026-11-28',
  downloadUntilTime: '2026-11-28 09:35:00',
  rowsInFile: '910',
  pageNumber: '1',
  pageSize: '20',
  recordsFound: '1',
  pagesFound: '1',
  shownPage: '1',
  shownPageSize: '20',
  recordsOnPage: '1',
  firstRecord: '1',
  isFirstPage: 'true',
  isLastPage: 'true',
  updatedOn: '2026-11-01',
  createdOn: '2026-01-01',
  recordNumber: '110000-XZ99ZZA001A001010100001',
  catalogueRegion: '110000',
  soundCode: 'SLYPJ',
  isForCare: '1',
  isForMaternity: '0',
  catalogueUse: '1',
  compoundLimit: '9',
  priceLimitKind: '3',
  overLimitTreatment: '1',
  itemPriceCeiling: '60.000000',
  selfPaidPersonKind: '99',
  selfPaidKind: '10',
  genericName: '示例药品甲',
  drugSpecification: '示例规格',
  smallestPricedUnit: '盒',
  mappedItemCode: 'XY0001',
  mappedItemName: '示例药品甲',
  codeListName: 'insutype',
  codeListRegion: '110000',
  codeListDate: '2026-11-21',
  wantsValidCodes: '1',
  codeLabel: '职工基本医疗保险',
  codeValue: '310',
  codeOrder: '1',
  isTakenCode: '1',
  codeCreatedBy: 'system',
  codeCreatedOn: '2026-01-01',
  codeListVersion: '1',
  cardNumber: '419900198503121358',
  credentialToken: 'EC4101000123456789ABCDEF0123456789ABCDEF',
  credentialInstitution: 'H11010500001',
  credentialBusiness: '01101',
  credentialOperatorId: '001',
  credentialOperatorName: '王敏',
  credentialDepartmentId: '0300',
  credentialDepartmentName: '内科',
  credentialDevice: 'SelfService',
  benefitCheck: '01',
  isBenefitUsable: '1',
  benefitReason: '异地就医备案有效。',
  registrationId: 'F4101002026110000000000000002',
  postalAddress: '示例省示例市示例路1号',
  diseaseCondition: '需上级医院手术',
  transferInstitution: 'H11010500002',
  transferInstitutionName: '北京示例第二医院',
  destinationRegion: '110000',
  isTransferAgreed: '1',
  transferKind: '3',
  transferredOn: '2026-11-21',
  transferReason: '需上级医院手术',
  transferOpinion: '同意转院',
  registeredDisease: 'M03900',
  registeredDiseaseName: '高血压',
  appraisingInstitution: 'H11010500001',
  appraisingInstitutionName: '北京示例医院',
  appraisedOn: '2026-11-21',
  appraisingDoctorCode: 'D110105000001',
  appraisingDoctorName: '王敏',
  applicationKind: '03',
  designationOrder: '1',
  reportSource: '01',
  injuredOn: '2026-11-21',
  injuryPlace: '示例路',
  injuryCause: '雨天滑倒',
  isPayable: '1',
  isElsewhere: '1',
  contactPhone: '15499000001',
};

const VOIDS: readonly string[] = ['2103', '2208', '2305'];

/** Where a stay or a void tells the story differently. */
function toldFor(number: string, isOutput: boolean): Readonly<Record<string, string>> {
  const told: Record<string, string> = { ...STORY };
  if (number.startsWith('23') || number.startsWith('24')) {
    Object.assign(told, { careType: '21', clearingCategory: '21' });
  }
  if (number.startsWith('210')) Object.assign(told, { careType: '41', clearingCategory: '41' });
  if (VOIDS.includes(number)) {
    for (const name of ['feeTotal', 'feeEligible', 'deductibleApplied', 'borneByPerson', 'paidInCash']) {
      told[name] = `-${told[name]}`;
    }
    for (const name of ['paidByPooledFund', 'paidByFunds', 'fundAmount']) told[name] = `-${told[name]}`;
  }
  if (isOutput && VOIDS.includes(number)) told.settlementId = '11202611R000000001';
  return told;
}

const LONGEST: Readonly<Record<string, string>> = {
  money: '999999999.99',
  'unit-price': '99999999.999999',
  quantity: '99999999.9999',
  ratio: '1.0000',
  date: '2026-12-31',
  'date-time': '2026-12-31 23:59:59',
  month: '202612',
  year: '2026',
  region: '999999',
  flag: '1',
  truth: 'true',
  bytes: EMPTY_ZIP,
  extension:
    '{"MDTRT_GRP_TYPE":"2","TRUM_FLAG":"1","REL_TTP_FLAG":"0","IPT_TYPE":"2","OTP_ER_REFL_FLAG":"3"}',
};

const SHORTEST: Readonly<Record<string, string>> = {
  text: 'A',
  'json-text': '{}',
  region: '110000',
  money: '0',
  'unit-price': '0',
  quantity: '1',
  ratio: '0',
  whole: '0',
  decimal: '0',
  date: '2026-01-01',
  'date-time': '2026-01-01 00:00:00',
  month: '202601',
  year: '2026',
  flag: '0',
  truth: 'false',
  bytes: EMPTY_ZIP,
  extension: '{}',
};

type Told = Readonly<Record<string, string>>;

function rawValue(name: string, field: Field<unknown>, size: SampleSize, told: Told): string {
  const known = size === 'story' && Object.hasOwn(told, name) ? told[name] : undefined;
  if (known !== undefined) return known;
  if (field.table !== null) {
    const codes = Object.values(field.table.codes);
    return (size === 'maximal' ? codes.at(-1) : codes[0])![0];
  }
  if (size !== 'maximal') return SHORTEST[field.kind]!;
  const digits = Number(field.length.split(',')[0]);
  if (field.kind === 'text') return '医'.repeat(digits);
  if (field.kind === 'json-text') return `{"备注":"${'医'.repeat(digits - 9)}"}`;
  if (field.kind === 'whole') return '9'.repeat(digits);
  if (field.kind === 'decimal') return '9.5';
  return LONGEST[field.kind]!;
}

function rawRow(node: Node, size: SampleSize, told: Told): RawRow {
  const row: RawRow = {};
  for (const [name, field, presence] of node.fields) {
    const isTold = size === 'story' && presence === 'optional' && Object.hasOwn(told, name);
    if (presence === 'required' || size === 'maximal' || isTold)
      row[field.code] = rawValue(name, field, size, told);
  }
  for (const inner of Object.values(node.nested)) row[inner.code] = rawRows(inner, size, told);
  return row;
}

/**
 * A nested node that may be empty is left empty by the smallest message, and where the story tells nothing
 * of it.
 */
function rawRows(node: Node, size: SampleSize, told: Told): RawRow | RawRow[] {
  const row = rawRow(node, size, told);
  if (!node.many) return row;
  const isTold = Object.keys(node.required).every((name) => Object.hasOwn(told, name));
  if (node.atLeast === 0 && (size === 'minimal' || (size === 'story' && !isTold))) return [];
  return size === 'maximal' ? [row, row] : [row];
}

function rawMessage(message: Message, size: SampleSize, told: Told): RawRow | RawRow[] {
  const value: RawRow = {};
  for (const [, node] of nodesOf(message)) {
    const row = rawRow(node, size, told);
    const rows = size === 'maximal' ? [row, row] : [row];
    if (isNode(message) && node.code === '') return node.many ? rows : row;
    if (node.code === '') Object.assign(value, row);
    else value[node.code] = node.many ? rows : row;
  }
  return value;
}

/** A valid input as parsed JSON (numbers as their text), by official codes. */
export function exampleInput(number: TransactionNumber, size: SampleSize): RawRow {
  const raw = rawMessage(transactionOf(number).input, size, toldFor(number, false)) as Record<string, RawRow>;
  // Some transactions want one of several fields, none of which is required by itself.
  if (number === '1101' && size === 'minimal') raw.data!.certno = STORY.certificateNumber;
  if (number === '1201' && size === 'minimal') raw.medinsinfo!.fixmedins_code = STORY.providerId;
  if (number === '1162') raw.data!.ecQrCode ??= STORY.credentialCode;
  return raw;
}

/** A valid output as parsed JSON (numbers as their text); an array for the line query. */
export function exampleOutput(number: TransactionNumber, size: SampleSize): RawRow | RawRow[] {
  return rawMessage(transactionOf(number).output, size, toldFor(number, true));
}
