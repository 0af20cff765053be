/** Reading a card, decoding an electronic credential, and what the person may use. */
import { type CrossFault, many, one, pick, transaction } from '../message.ts';
import { personFile } from './person.ts';

const cardData = one('', '卡信息', {
  required: pick('cardNumber'),
  optional: pick('cardSerial', 'credentialToken'),
});

/**
 * On a terminal the reader itself fills in the card; a server gets what was read: number, chip serial
 * and, where the reader gives it, the name.
 */
export const readCard = transaction({
  number: '1161',
  label: '读卡获取人员信息',
  writes: false,
  input: one('data', '读卡结果', {
    required: pick('credentialNumber'),
    optional: pick('credentialType', 'cardSerial', 'startedAt', 'certificateNumber', 'personName'),
  }),
  output: { card: cardData, ...personFile },
});

/** For whom and for what a code is scanned. */
export const scannedFor = pick(
  'credentialInstitution',
  'credentialBusiness',
  'credentialOperatorId',
  'credentialOperatorName',
  'credentialDepartmentId',
  'credentialDepartmentName',
);

/** A terminal scans by itself and sends no text; a server needs it. */
export const codeMissing = (
  node: string,
  { credentialCode }: { readonly credentialCode?: string | undefined },
): CrossFault | null =>
  credentialCode === undefined
    ? { node, field: 'ecQrCode', label: '电子凭证二维码内容', wanted: '填扫码得到的二维码文字' }
    : null;

export const decodeCredential = transaction({
  number: '1162',
  label: '电子凭证解码获取人员信息',
  writes: false,
  input: one('data', '解码信息', {
    required: scannedFor,
    // A terminal scans the code by itself; a server needs its text, and the check below asks for it.
    optional: {
      ...pick('credentialCode', 'credentialDevice', 'credentialType', 'credentialBusinessInfo'),
      ...pick('terminalName', 'terminalAddress'),
    },
  }),
  output: { card: cardData, ...personFile },
  check: (input) => codeMissing('data', input),
});

export const checkBenefits = transaction({
  number: '2001',
  label: '人员待遇享受检查',
  writes: false,
  input: one('data', '待遇检查条件', {
    required: pick('personId', 'insuranceType', 'providerId', 'careType', 'startedAt'),
    optional: pick(
      'endedAt',
      'diseaseCode',
      'diseaseName',
      'operationCode',
      'operationName',
      'maternityKind',
      'familyPlanningKind',
      'outOfAreaFlags',
    ),
  }),
  output: {
    benefits: many('trtinfo', '待遇信息', {
      required: pick('personId', 'benefitCheck', 'fund', 'isBenefitUsable', 'startedOn'),
      optional: pick('endedOn', 'benefitReason'),
      regional: pick('extensionText'),
    }),
  },
});
