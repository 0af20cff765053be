import { codeTable } from '../code-table.ts';

/** 0 → 1, and after a rejection 3 → 0 or 1; what is approved stays as it is. */
export const listStates = codeTable('stas_type', '状态分类', {
  draft: ['0', '未提交'],
  submitted: ['1', '已提交'],
  approved: ['2', '审核通过'],
  rejected: ['3', '审核不通过'],
});

/** No public edition prints the codes of the level; these are ours. */
export const faultLevels = codeTable('err_lv', '错误等级', {
  error: ['1', '错误'],
  warning: ['2', '提示'],
});
