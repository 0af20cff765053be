/** What a hospital files for a person with the insured place, and what is on file. */
import { many, one, pick, transaction, variant } from '../message.ts';
import { listedPerson, nothing } from './nodes.ts';

const contact = pick('contactPhone', 'postalAddress', 'insuringAgency');
const agent = pick(
  'agentName',
  'agentCertificateType',
  'agentCertificate',
  'agentPhone',
  'agentAddress',
  'agentRelation',
);
const filed = one('result', '备案结果', { required: pick('registrationId') });

export const fileTransfer = transaction({
  number: '2501',
  label: '转院备案',
  writes: true,
  input: one('refmedin', '转院信息', {
    required: pick(
      'personId',
      'diagnosisCode',
      'diagnosisName',
      'transferInstitution',
      'transferInstitutionName',
      'destinationRegion',
      'transferKind',
      'transferredOn',
      'transferReason',
      'transferOpinion',
    ),
    optional: {
      ...pick('insuranceType', 'diseaseCondition', 'isTransferAgreed', 'startedOn', 'endedOn'),
      ...contact,
    },
    regional: pick('earlierVisitId', 'isReferralUsed'),
  }),
  output: filed,
});
export const fileTransferA = variant('2501A', '转院备案A', fileTransfer);

export const withdrawTransfer = transaction({
  number: '2502',
  label: '转院备案撤销',
  writes: true,
  input: one('data', '撤销信息', {
    required: pick('registrationId', 'personId'),
    optional: pick('remark'),
  }),
  output: filed,
});

export const fileChronic = transaction({
  number: '2503',
  label: '人员慢特病备案',
  writes: true,
  input: one('data', '慢特病备案信息', {
    required: pick(
      'personId',
      'insuranceType',
      'registeredDisease',
      'registeredDiseaseName',
      'appraisingInstitution',
      'appraisingInstitutionName',
      'appraisedOn',
      'appraisingDoctorCode',
      'appraisingDoctorName',
      'startedOn',
    ),
    optional: { ...contact, ...pick('endedOn') },
    regional: pick('extensionText', 'registrationId', 'isOwnSupplement', 'remark'),
  }),
  output: filed,
});

const withdrawal = one('data', '撤销信息', { required: pick('registrationId', 'personId', 'remark') });

export const withdrawChronic = transaction({
  number: '2504',
  label: '人员慢特病备案撤销',
  writes: true,
  input: withdrawal,
  output: nothing,
});

export const fileDesignated = transaction({
  number: '2505',
  label: '人员定点备案',
  writes: true,
  input: one('data', '定点备案信息', {
    required: pick(
      'personId',
      'applicationKind',
      'startedOn',
      'designationOrder',
      'providerId',
      'providerName',
    ),
    optional: { ...pick('contactPhone', 'postalAddress', 'endedOn', 'remark'), ...agent },
    regional: pick('extensionText'),
  }),
  output: filed,
});

export const withdrawDesignated = transaction({
  number: '2506',
  label: '人员定点备案撤销',
  writes: true,
  input: withdrawal,
  output: nothing,
});

export const fileAccident = transaction({
  number: '2507',
  label: '人员意外伤害备案',
  writes: true,
  input: one('data', '意外伤害备案信息', {
    required: pick(
      'reportSource',
      'personId',
      'certificateType',
      'certificateNumber',
      'personName',
      'catalogueRegion',
      'isPayable',
      'startedOn',
    ),
    optional: {
      ...pick('insuranceType', 'coverageRelationId', 'gender', 'ethnicity', 'birthDate', 'contactPhone'),
      ...pick('postalAddress', 'employerNumber', 'employer', 'destinationRegion', 'providerId'),
      ...pick(
        'providerName',
        'hospitalLevel',
        'injuredOn',
        'injuryPlace',
        'injuryCause',
        'endedOn',
        'remark',
      ),
      ...agent,
    },
  }),
  output: filed,
});

export const listChronic = transaction({
  number: '5301',
  label: '人员慢特病备案查询',
  writes: false,
  input: one('data', '查询条件', { required: pick('personId') }),
  output: {
    diseases: many('feedetail', '慢特病备案', {
      required: pick('registeredDisease', 'registeredDiseaseName', 'startedOn'),
      optional: pick('endedOn'),
    }),
  },
});

/** One province's own query of the same: with the kind of care, and what was true on a day. */
export const listChronicOn = transaction({
  number: '5360',
  label: '门慢门特查询(江苏)',
  writes: false,
  input: one('data', '查询条件', {
    required: pick('personId'),
    optional: pick('startedAt', 'personName', 'insuranceType'),
  }),
  output: many('data', '门慢门特备案', {
    required: pick('personId', 'insuranceType', 'careType', 'diseaseCode', 'diseaseName', 'startedOn'),
    optional: pick('endedOn', 'extensionText'),
  }),
});

export const listDesignated = transaction({
  number: '5302',
  label: '人员定点信息查询',
  writes: false,
  input: one('data', '查询条件', { required: pick('personId'), optional: pick('applicationKind') }),
  output: {
    institutions: many('psnfixmedin', '定点信息', {
      required: pick('personId', 'designationOrder', 'providerId', 'providerName', 'startedOn'),
      optional: pick('insuranceType', 'endedOn', 'remark'),
    }),
  },
});

export const listInpatients = transaction({
  number: '5303',
  label: '在院信息查询',
  writes: false,
  input: one('data', '查询条件', {
    required: pick('startedAt', 'endedAt'),
    optional: pick('personId'),
  }),
  output: {
    stays: many('data', '在院信息', {
      required: {
        ...pick('visitId'),
        ...listedPerson,
        ...pick('age', 'insuranceType', 'startedOn', 'careType'),
      },
      optional: pick('birthDate', 'hospitalVisitNumber', 'isElsewhere'),
    }),
  },
});

export const listTransfers = transaction({
  number: '5304',
  label: '转院信息查询',
  writes: false,
  input: one('data', '查询条件', {
    required: pick('personId', 'startedAt'),
    optional: pick('endedAt'),
  }),
  output: {
    transfers: many('refmedin', '转院信息', {
      required: {
        ...pick('insuranceType'),
        ...listedPerson,
        ...pick(
          'transferInstitutionName',
          'transferredOn',
          'transferReason',
          'startedOn',
          'isTransferAgreed',
        ),
      },
      optional: pick(
        'reportSource',
        'birthDate',
        'contactPhone',
        'postalAddress',
        'insuringAgency',
        'employer',
        'diagnosisCode',
        'diagnosisName',
        'diseaseCondition',
        'transferInstitution',
        'isElsewhere',
        'endedOn',
        'recordedById',
        'recordedByName',
        'recordedAt',
      ),
    }),
  },
});
