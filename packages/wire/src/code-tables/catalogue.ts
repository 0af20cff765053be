import { codeTable } from '../code-table.ts';

/** What an item of the insurance catalogue may be used for; public editions print no list of their own. */
export const catalogueUses = codeTable('hilist_use_type', '医保目录使用类别', {
  care: ['1', '医疗'],
});

export const compoundLimits = codeTable('lmt_cpnd_type', '限复方使用类型', {
  both: ['1', '单复方均可用'],
  'compound-only': ['2', '限复方使用'],
  neither: ['3', '单复方不可用'],
  other: ['9', '其他'],
});

export const priceLimitKinds = codeTable('hilist_lmtpric_type', '医保目录限价类型', {
  'level-1': ['1', '一级及以下'],
  'level-2': ['2', '二级'],
  'level-3': ['3', '三级'],
});

export const selfPaidKinds = codeTable('selfpay_prop_type', '目录自付比例类别', {
  'self-paid-first': ['10', '目录先自付比例'],
  'direct-reimbursement': ['20', '目录直接报销比例'],
  'by-price': ['30', '按费用单价范围配置自付比例'],
});
