import { type Refusal, refuse } from '@zhijie/kernel';

/** Why a release of a catalogue is refused, with the words for people; what to do is said by who shows it. */
export const RELEASE_REFUSAL_TEXTS = {
  'not-permitted': '不属于本经办机构的统筹区',
  'release-unknown': '没有这一版目录',
  'file-empty': '文件里没有数据行',
  'effective-too-early': '生效日期最早是明天：当天的费用已按当天的目录拆分',
  'row-unknown': '没有这一行，或单位本来相同',
  'note-missing': '没有写明两个单位怎么换算',
  'release-decided': '这一版目录已发布、撤回或被新文件替换',
  'maker-is-checker': '导入的人不能自己发布，须由另一人复核发布',
  'nothing-to-publish': '全部行都在隔离区，没有可发布的内容',
  'units-open': '还有计价单位不同的行没有人确认',
  'reason-missing': '没有写明理由',
} as const;
export type ReleaseRefusalCode = keyof typeof RELEASE_REFUSAL_TEXTS;
export type ReleaseRefusal = Refusal<ReleaseRefusalCode>;

export const releaseRefusal = (
  code: ReleaseRefusalCode,
  field: string,
  detail?: Readonly<Record<string, string | number>>,
) => refuse(code, { field, ...(detail && { detail }) });

/** Why a row is in quarantine: the text and what to write instead. */
export const ROW_PROBLEM_TEXTS = {
  'value-missing': ['没有填写', '请补上'],
  'code-malformed': ['编码有空格或超过 60 位', '请核对编码'],
  'item-code-malformed': [
    '国家编码的位数或字母不对',
    '请核对：药品 X/Z、中药 T、耗材 C 开头，诊疗项目 15 位数字',
  ],
  'item-unknown': ['目录中没有这个编码', '请核对编码；新增的编码须先更新目录文件'],
  'share-malformed': ['份额写法不对', '写成 70% 或 0.7，大于 0，至多 100%，至多两位小数'],
  'class-unknown': ['没有这种支付类别', '写甲、乙或丙'],
  'rate-malformed': ['先行自付比例写法不对', '写成 10% 或 0.1，至多 100%，至多两位小数'],
  'rate-unlike-class': ['先行自付比例与支付类别不符', '甲类写 0%，丙类写 100%，乙类大于 0% 且小于 100%'],
  'ceiling-malformed': ['限价写法不对', '写成元，至多六位小数；没有限价的留空'],
  'row-repeated': ['同一本地项目和国家编码重复', '请删去其中一行'],
  'shares-not-whole': ['同一本地项目的份额合计不是 100%', '请改份额，合计正好 100.00%'],
  'terms-differ': ['同一国家编码前后写了不同的支付类别、比例或限价', '请改成一致'],
  'name-differs': ['同一本地项目前后写了不同的名称或单位', '请改成一致'],
  'other-row-wrong': ['同一本地项目的另一行有错', '请先更正另一行；一个本地项目整体导入，不拆开'],
} as const satisfies Record<string, readonly [text: string, fix: string]>;
export type RowProblemCode = keyof typeof ROW_PROBLEM_TEXTS;
