/** What a refusal means for people: what happened and how to put it right. */
import type { Refusal } from '@zhijie/kernel';

export type RefusalText = { readonly what: string; readonly fix: string };

const TEXTS: Readonly<Record<string, RefusalText>> = {
  'certificate-malformed': { what: '证件号码的格式不对。', fix: '请输入 18 位身份证号，最后一位可以是 X。' },
  'certificate-check-digit': { what: '证件号码有一位输错了。', fix: '请对照证件逐位核对后再输入。' },
  'person-unknown': {
    what: '演示网络里没有这个人。',
    fix: '请从上面的名单里选一位，或核对号码。这里只有虚构人员。',
  },
  'not-insured': { what: '没有查到这个险种的参保信息。', fix: '请改选您参加的医保，或打 12393 核实。' },
  'destination-not-an-area': { what: '就医地不对。', fix: '请从列表里选择要去的城市。' },
  'destination-too-wide': { what: '就医地选得太大了。', fix: '请选到具体的地级市或直辖市。' },
  'destination-is-home': { what: '这个地方就在您的参保地。', fix: '在参保地看病不用备案，直接去就可以。' },
  'start-too-early': {
    what: '开始日期太早了。',
    fix: '请选今天或以后的日期。已经住院也选今天，出院前生效就来得及。',
  },
  'document-missing': {
    what: '还缺这类备案要的材料。',
    fix: '请勾选您有的材料；长期类可以勾选下面的承诺书代替。',
  },
  'commitment-not-allowed': {
    what: '这类备案不能用承诺书代替材料。',
    fix: '请取消勾选承诺书，并勾选所需的材料。',
  },
  'renewal-not-possible': { what: '没有查到可以续办的转诊备案。', fix: '请按第一次转诊办理。' },
  'filing-exists': { what: '同一个地方、同一类备案已经有了。', fix: '不用再办，回到“我的医保”就能看到。' },
  'filing-unknown': { what: '没有查到这份备案。', fix: '请回到“我的医保”核对备案编号。' },
  'filing-not-in-force': { what: '这份备案已经不在有效状态。', fix: '不需要再取消。' },
  'filing-locked': {
    what: '这份长期备案还在不能变更的期限内。',
    fix: '到期后可以取消；有特殊情况请打 12393。',
  },
  'settlement-unknown': { what: '没有查到这张账单。', fix: '请回到账单列表重新选择。' },
  'not-permitted': { what: '您没有查看这项内容的权限。', fix: '请退出后用本人身份重新进入。' },
};

/** The sentence for people; `fallback` is the network's own text for codes that the pages do not know. */
export function refusalText(refusal: Refusal, fallback?: string | null): RefusalText {
  const known = TEXTS[refusal.code];
  if (known === undefined)
    return { what: fallback ?? '这一步没有办成。', fix: '请稍后再试，或打 12393 问一问。' };
  const until = refusal.detail?.until;
  if (refusal.code === 'filing-locked' && until !== undefined) {
    return { what: known.what, fix: `${until} 起可以取消；有特殊情况请打 12393。` };
  }
  return known;
}

const FIELD: Readonly<Record<string, string>> = {
  'destination-not-an-area': 'destination',
  'destination-too-wide': 'destination',
  'destination-is-home': 'destination',
  'start-too-early': 'startsOn',
  'document-missing': 'documents',
  'commitment-not-allowed': 'commitment',
  'filing-exists': 'destination',
  'renewal-not-possible': 'category',
  'not-insured': 'insuranceType',
};

/** The field of the filing form at which a refusal is shown; null: above the form. */
export function fieldOfRefusal(refusal: Refusal): string | null {
  return FIELD[refusal.code] ?? null;
}
