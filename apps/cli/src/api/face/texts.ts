import type { Refusal } from '@zhijie/kernel';
import { INSURED_REFUSAL_TEXTS } from '@zhijie/province';
import type { Telling } from '../desk.ts';

const OTHER = '请换一种方式：医保码、社会保障卡、身份证，或由两名工作人员核验';

/** Field and what to do next; every failure of a face leads to another way. */
const FIXES: Readonly<Record<string, readonly [field: string, fix: string]>> = {
  'face-under-age': ['certificateNumber', '请由监护人出示儿童的医保码、社会保障卡或户口簿办理'],
  'face-not-enrolled': ['method', `没有登记或已删除；${OTHER}`],
  'face-locked': ['method', OTHER],
  'face-not-live': ['look', `可以换一个动作再试一次；${OTHER}`],
  'face-no-match': ['look', `请核对证件号码，可以再试；${OTHER}`],
  'face-model-differs': ['model', `请本人重新登记；${OTHER}`],
  'separate-consent-missing': ['separately', '请单独勾选“人脸特征”'],
  'consent-text-differs': ['textHash', '请重新打开同意书，读完再同意'],
  'not-permitted': ['session', '请本人登录办理；窗口请以本院收费员的身份登录'],
  'person-unknown': ['certificateNumber', '请核对证件号码'],
  'certificate-malformed': ['certificateNumber', '请逐位核对'],
  'certificate-check-digit': ['certificateNumber', '请逐位核对'],
  'delegate-is-self': ['certificateNumber', '请写亲属的证件号码'],
  'delegation-scope-missing': ['scopes', '请选择可以代办的事'],
  'delegation-period': ['endsOn', '请改日期'],
};

const OWN: Readonly<Record<string, string>> = {
  ...INSURED_REFUSAL_TEXTS,
  'not-permitted': '不能这样办理。',
  'area-not-served': '本程序没有运行该参保地的节点。',
  'insured-place-unreachable': '参保地没有答复。',
  'person-ambiguous': '多地有这个证件的参保信息。',
};

export const FACE_TELLING: Telling = {
  telling: ({ code, field }: Refusal) => {
    const [where, fix] = FIXES[code] ?? [field ?? 'body', OTHER];
    return { code, field: field ?? where, text: OWN[code] ?? '刷脸没有办成。', fix };
  },
  statusOf: (code) => {
    if (code === 'not-permitted' || code === 'separate-consent-missing') return 403;
    if (code === 'face-challenge-used') return 409;
    if (code === 'insured-place-unreachable') return 502;
    return code.endsWith('-unknown') ? 404 : 422;
  },
};
