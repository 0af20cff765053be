import type { Refusal } from '@zhijie/kernel';
import type { Told } from '../agency/index.ts';

/** Refused before anything is calculated: the field, what is wrong, what to write. */
const TEXTS: Readonly<Record<string, readonly [field: string, text: string, fix: string]>> = {
  'not-permitted': ['session', '试算由经办人员使用。', '请由经办机构的人登录后办理'],
  'plan-unknown': ['pack', '没有这个政策包', '请在列表中选地区和险种'],
  'plan-not-in-force': ['on', '这一天没有生效的政策', '请换日期或待遇'],
  'overlay-unknown': ['overlay', '没有这个试算', '请在列表中选，或直接改参数'],
  'overlay-not-reaching': ['overlay', '这个试算不改所选的地区', '请换地区或试算'],
  'nothing-changed': ['changes', '没有改动任何参数。', '请至少把一项改成别的数'],
  'changes-malformed': ['changes', '改动写法不对', '写成 表/位置:新值，如 deductible/amount:1000元'],
  'no-such-parameter': ['changes', '现行政策没有这一项', '请从列出的参数中选'],
  'value-refused': ['changes', '新值写法不对', '请按该项现在的写法改'],
  'seed-malformed': ['seed', '种子写法不对。', '写 1 至 64 个字，如 20260301'],
  'size-malformed': ['size', '人次写法不对。', '写 1 至 5000000 的整数，如 10000'],
  'visits-malformed': ['visits', '明细的人次写法不对。', '写 1 至 10000 的整数'],
};

/** A refusal of a what-if as an analyst reads it. */
export function whatIfTelling({ code, field, detail = {} }: Refusal): Told {
  const [place, text, fix] = TEXTS[code] ?? ['body', '未予试算。', '请核对后再试'];
  const said = detail.text === undefined ? text : `${text}：${detail.text}`;
  return { code, field: field ?? place, text: said, fix: String(detail.fix ?? fix) };
}

export function whatIfStatusOf(code: string): 403 | 404 | 422 {
  if (code === 'not-permitted') return 403;
  return code === 'plan-unknown' || code === 'overlay-unknown' ? 404 : 422;
}
