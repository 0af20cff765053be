import type { Refusal } from '@zhijie/kernel';
import { INSURED_REFUSAL_TEXTS } from '@zhijie/province';
import type { Told } from '../agency/index.ts';

const FIXES: Readonly<Record<string, readonly [field: string, fix: string]>> = {
  'not-relative': ['relation', '请核对亲属关系'],
  'relation-unproven': ['byCommitment', '请勾选承诺后再提交'],
  'scope-missing': ['scopes', '请至少选择一种用途'],
  'relative-is-donor': ['relativeCertificate', '请填写亲属的证件号码'],
  'relative-elsewhere': ['relativeCertificate', '请改为向其医保钱包转入'],
  'relative-not-insured': ['relativeCertificate', '请亲属先参保'],
  'name-mismatch': ['relativeName', '请核对亲属姓名'],
  'donor-not-employee': ['session', '居民医保没有可共济的个人账户'],
  'already-bound': ['relativeCertificate', '请先解除原绑定'],
  'binding-unknown': ['bindingId', '请在绑定列表中选择'],
  'transfer-too-large': ['amount', '请写至多 2000.00 元'],
  'account-insufficient': ['amount', '请减少金额'],
  'amount-out-of-range': ['amount', '请写大于零的金额'],
  'transfer-unknown': ['transferId', '请在转入记录中选择'],
  'wallet-unreachable': ['session', '请稍后再查；没有变动款项'],
  'request-key-reused': ['requestKey', '请换一个请求编号'],
};

/** A refusal about mutual aid as a person reads it. */
export function familyTelling(refusal: Refusal): Told {
  const { code } = refusal;
  const [field, fix] = FIXES[code] ?? ['body', '请核对后再试，或拨 12393'];
  const text =
    (INSURED_REFUSAL_TEXTS as Readonly<Record<string, string>>)[code] ?? '没有办成，款项没有变动。';
  return { code, field: refusal.field ?? field, text, fix };
}

export function familyStatusOf(code: string): 403 | 404 | 409 | 422 | 503 {
  if (code === 'not-permitted') return 403;
  if (code === 'binding-unknown' || code === 'transfer-unknown') return 404;
  if (code === 'wallet-unreachable') return 503;
  return code === 'already-bound' || code === 'request-key-reused' ? 409 : 422;
}
