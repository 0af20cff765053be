/**
 * The local component of the electronic credential (function `ec.query` of the credential standard): its own
 * small envelope around the decoding of a scanned code. Terminals scan by themselves; a server gets the text
 * of the code in the field that 1162 has for it.
 */
import { certificateTypes } from '../code-tables/person.ts';
import { readAnswer } from '../envelope/client.ts';
import { isAbsent, isObject, property, quote, readJson, type WireObject } from '../json.ts';

const FUNCTION = 'ec.query';

export type LocalQuery =
  /** `request`: the bytes of the same question as transaction 1162. */
  { readonly ok: true; readonly request: Uint8Array } | { readonly ok: false; readonly message: string };

const textOf = (object: WireObject, key: string): string => {
  const value = property(object, key);
  return typeof value === 'string' && !isAbsent(value) ? value.trim() : '';
};

/** What the 1162 of an institution shall carry; null for an institution that is not served here. */
type Envelope = (providerId: string) => { readonly messageId: string; readonly sentAt: string } | null;

/** Reads a call of the local component. */
export function readLocalQuery(body: Uint8Array, envelopeOf: Envelope): LocalQuery {
  const json = readJson(body);
  if (!json.ok || !isObject(json.value)) return { ok: false, message: '报文不是 JSON 对象' };
  const asked = textOf(json.value, 'transType');
  if (asked !== FUNCTION) return { ok: false, message: `transType 只支持 ${FUNCTION}` };
  const data = property(json.value, 'data');
  if (!isObject(data)) return { ok: false, message: '缺少 data 对象' };
  const providerId = textOf(data, 'orgId') || textOf(json.value, 'orgId');
  if (!/^[HP]\d{11}$/.test(providerId)) return { ok: false, message: 'orgId 填定点医药机构编号' };
  const made = envelopeOf(providerId);
  if (made === null) return { ok: false, message: 'orgId 不是本平台的定点医药机构' };
  const keys = {
    infno: '1162',
    msgid: made.messageId,
    mdtrtarea_admvs: `${providerId.slice(1, 3)}0000`,
    insuplc_admdvs: '',
    recer_sys_code: 'EC',
    infver: 'V1.0',
    opter_type: '1',
    opter: textOf(data, 'operatorId'),
    opter_name: textOf(data, 'operatorName'),
    inf_time: made.sentAt,
    fixmedins_code: providerId,
    fixmedins_name: '',
  };
  const envelope = Object.entries(keys).map(([key, value]) => `${quote(key)}:${quote(value)}`);
  const input = JSON.stringify({ data: { ...data, orgId: providerId } });
  const text = `{${envelope.join(',')},"input":${input}}`;
  return { ok: true, request: new TextEncoder().encode(text) };
}

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A refusal in the component's own form. */
export const encodeLocalFailure = (message: string): Uint8Array =>
  encode({ code: -1, type: 'error', message, data: null });

/** The answer of the decoding in the component's own form: code 0 and the person with the token. */
export function encodeLocalAnswer(answer: Uint8Array): Uint8Array {
  const read = readAnswer('1162', answer);
  if (!read.ok) return encodeLocalFailure(read.refusal.message);
  const { card, person, coverages } = read.value.output;
  const insured = coverages.find((row) => row.coverageStatus === 'in-force') ?? coverages[0];
  return encode({
    code: 0,
    type: 'success',
    message: '成功',
    data: {
      userName: person.personName,
      idNo: person.certificateNumber,
      idType: certificateTypes.codeOf(person.certificateType),
      ecToken: card.credentialToken ?? '',
      insuOrg: insured?.insuredRegion ?? '',
      ecIndexNo: '',
      gender: '',
      birthday: person.birthDate ?? '',
      nationality: '',
      email: '',
    },
  });
}
