import { many, one, pick, transaction } from '../message.ts';

/** What is told of an identified person. */
export const personFile = {
  person: one('baseinfo', '人员基本信息', {
    required: pick('personId', 'certificateType', 'certificateNumber', 'personName', 'gender', 'age'),
    optional: pick('ethnicity', 'birthDate', 'extensionText'),
  }),
  coverages: many('insuinfo', '参保信息', {
    required: pick('accountBalance', 'insuranceType', 'personGroup', 'isCivilServant', 'insuredRegion'),
    optional: pick('coverageStatus', 'insuredSince', 'pausedOn', 'employer'),
  }),
  identities: many('idetinfo', '人员身份信息', {
    required: pick('identityKind', 'startedAt'),
    optional: pick('identityLevel', 'remark', 'endedAt'),
  }),
};

export const identifyPerson = transaction({
  number: '1101',
  label: '人员信息获取',
  writes: false,
  input: one('data', '人员查询条件', {
    required: pick('credentialType'),
    // One edition requires none of the others; clients send the credential number or the certificate
    // number.
    optional: pick(
      'credentialNumber',
      'cardSerial',
      'startedAt',
      'certificateType',
      'certificateNumber',
      'personName',
    ),
  }),
  output: personFile,
  check: (input) =>
    input.credentialNumber === undefined && input.certificateNumber === undefined
      ? {
          node: 'data',
          field: 'mdtrt_cert_no',
          label: '就诊凭证编号',
          wanted: '就诊凭证编号和证件号码至少填一项',
        }
      : null,
});
