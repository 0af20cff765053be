import { GATEWAY_REFUSAL_TEXTS } from '@zhijie/insurer';
import type { Refusal } from '@zhijie/kernel';
import { isUnknownCaller, type Told } from '../agency/shape.ts';
import { MALFORMED } from '../desk.ts';
import { detailText } from '../telling.ts';

/** Where it is wrong and what to do; the text is the gateway's own. */
const FIXES: Readonly<Record<string, readonly [field: string, fix: string]>> = {
  'not-permitted': ['x-zhijie-operator', '请由本公司有该岗位的人办理'],
  'no-such-insurer': ['insurer', '请先由平台登记这家公司和它的产品'],
  'no-such-product': ['product', '请核对产品编号'],
  'no-such-statement': ['statementId', '请核对对账单编号；只能看本公司的'],
  'no-such-claim': ['questionId', '请核对编号；只能办本公司的'],
  'step-differs': ['requestKey', '请换一个请求编号'],
  'wrong-state': ['step', '请查看现在到哪一步'],
  'same-person': ['x-zhijie-operator', '请由另一位有复核岗位的人办理'],
  'reason-missing': ['reason', '请写明理由'],
  'amount-differs': ['amount', '请按应付金额付款'],
  'amount-too-large': ['amount', '请减少金额'],
  'serial-used': ['serial', '请核对银行流水号'],
  'date-in-future': ['paidOn', '请写今天或以前的日期'],
  'invoice-malformed': ['invoiceNumber', '请按票面填写'],
  'invoice-used': ['invoiceNumber', '请向被保险人核实；不属实的请提交问题协同'],
  'invoice-not-in-use': ['claimReference', '请核对票据和赔案号'],
  'nation-unanswered': ['invoiceNumber', '请稍后再办一次'],
  'join-malformed': ['text', '写成 {"insurer":…,"endpoint":…,"publicKey":…,"at":毫秒}，没有别的字段'],
  'join-key-invalid': ['publicKey', '写 SM2 公钥：04 开头的 130 位十六进制，或 PEM'],
  'join-signature-invalid': ['signature', '用声明里的公钥对应的私钥对 text 原文签名（SM2，DER，base64url）'],
  'join-stale': ['at', '写现在的时间（毫秒）并重新签名'],
  'join-endpoint-invalid': ['endpoint', '写 https 地址，不带用户名和参数'],
  'join-endpoint-unproved': ['endpoint', '请让接口的 /check 用同一把密钥签回随机数'],
};
const FORM: Readonly<Record<string, readonly [text: string, fix: string]>> = {
  ...MALFORMED,
  'cursor-malformed': ['不是上一页给出的 next', '原样写上一页答复中的 next，或不写'],
};

const STATES: Readonly<Record<string, string>> = {
  drawn: '待确认',
  disputed: '有异议',
  confirmed: '待付款',
  paying: '待复核',
  paid: '已付款',
  closed: '已了结',
  waiting: '待核定',
  decided: '已核定',
  answered: '已答复',
  undone: '已撤销',
  due: '待付款经办',
  'sent-back': '已退回经办',
};
const NAMES = {
  money: { due: '应付', paid: '所写', left: '至多' },
  plain: { state: '现状', insurer: '公司', product: '产品' },
};

/** A refusal of the gateway as an insurer's operator reads it. */
export function insurerTelling(refusal: Refusal): Told {
  const { code } = refusal;
  const malformed = FORM[code];
  if (malformed !== undefined)
    return { code, field: refusal.field ?? 'body', text: `${malformed[0]}。`, fix: malformed[1] };
  const [field, fix] = FIXES[code] ?? ['body', '请核对后再办'];
  const { state, ...rest } = refusal.detail ?? {};
  const stated = state === undefined ? {} : { state: STATES[String(state)] ?? String(state) };
  const more = detailText({ detail: { ...rest, ...stated } }, NAMES);
  const texts: Readonly<Record<string, string>> = GATEWAY_REFUSAL_TEXTS;
  return { code, field: refusal.field ?? field, text: `${texts[code] ?? '未予办理'}${more}。`, fix };
}

export function insurerStatusOf(code: string): 401 | 403 | 404 | 409 | 422 | 503 {
  if (isUnknownCaller(code)) return 401;
  if (code === 'not-permitted' || code === 'same-person') return 403;
  if (code.startsWith('no-such-')) return 404;
  if (code === 'nation-unanswered') return 503;
  return ['step-differs', 'serial-used', 'invoice-used'].includes(code) ? 409 : 422;
}
