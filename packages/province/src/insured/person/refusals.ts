/** Why a person is not identified, in the order in which they are examined (V-01). */
export const PERSON_REFUSAL_TEXTS = {
  'certificate-malformed': '证件号码格式不正确，请核对后重新输入。',
  'certificate-check-digit': '身份证号码校验位不正确，请核对号码。',
  'person-unknown': '未查到该证件对应的参保人，请核对证件号码和参保地。',
  'card-serial-mismatch': '社会保障卡识别码与登记信息不一致，请确认是否为本人有效卡。',
  'name-mismatch': '姓名与证件号码登记信息不一致，请核对后重新提交。',
  'not-permitted': '没有查询该参保人信息的权限。',
} as const satisfies Record<string, string>;
export type PersonRefusalCode = keyof typeof PERSON_REFUSAL_TEXTS;
