import type { Refusal } from '@zhijie/kernel';
import { INSURED_REFUSAL_TEXTS } from '@zhijie/province';
import type { Told } from '../agency/index.ts';
import { whatIfStatusOf, whatIfTelling } from '../what-if/texts.ts';

const KNOWN: Readonly<Record<string, string>> = INSURED_REFUSAL_TEXTS;

/** Field, text (the node's own where it has one) and fix of what is refused about drafts. */
const TEXTS: Readonly<Record<string, readonly [field: string, text: string | null, fix: string]>> = {
  'not-permitted': ['session', '不是这个统筹区的经办。', '请由该统筹区的经办登录后办理'],
  'draft-unknown': ['draftId', null, '请在列表中选'],
  'draft-ended': ['draftId', null, '请查看列表中的结果'],
  'same-person': ['session', null, '请由另一位经办登录后发布或退回'],
  'not-the-proposer': ['session', null, '请由拟稿人本人撤回，或退回'],
  'reason-missing': ['reason', '没有写理由。', '请写明理由'],
  'request-key-reused': ['requestKey', null, '请换一个请求编号'],
  'not-own-table': ['changes', '这张表由上级政策规定，不能在这里改。', '请在规定它的政策包中改'],
  'from-not-after': ['from', '起始日期不晚于现有的规定。', '请写更晚的日期；以往的规定不能改'],
  'policies-refused': ['changes', '改动后的政策包不合', '请更正后再办；原来的政策包继续有效'],
  'policies-changed': ['draftId', '拟稿以后政策已有改动，没有发布。', '请退回，按现行政策重新拟稿'],
};

/** A refusal about policy packs as an operator reads it. */
export function policyTelling(refusal: Refusal): Told {
  const { code, field, detail = {} } = refusal;
  const entry = TEXTS[code];
  if (entry === undefined) return whatIfTelling(refusal);
  const [place, text, fix] = entry;
  const said = text ?? `${KNOWN[code] ?? '未予办理'}。`;
  const full = detail.text === undefined ? said : `${said}：${detail.text}`;
  return { code, field: field ?? place, text: full, fix: String(detail.fix ?? fix) };
}

const CONFLICTS = ['draft-ended', 'policies-changed', 'request-key-reused'];

export function policyStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'draft-unknown') return 404;
  if (code === 'same-person' || code === 'not-the-proposer') return 403;
  return CONFLICTS.includes(code) ? 409 : whatIfStatusOf(code);
}
