import type { Refusal } from '@zhijie/kernel';

/** Why a message is not taken. Each refusal names the element by its path, e.g. `Stmt/Ntry[2]/Amt`. */
export const MESSAGE_REFUSAL_TEXTS = {
  'too-large': '文件过大',
  'not-xml': '不是规范的 XML 文件',
  'has-doctype': '文件带有 DOCTYPE，不予读取',
  'wrong-message': '不是所需的报文或版本',
  'element-missing': '缺少该项',
  'element-repeated': '该项重复',
  'element-unknown': '报文中有本系统不认识的项，不能忽略',
  'value-unknown': '没有这个值',
  'text-too-long': '文字为空或过长',
  'amount-malformed': '金额写法不对：大于零，至多两位小数',
  'amount-too-large': '金额过大',
  'currency-foreign': '币种不是人民币',
  'date-malformed': '日期或时间写法不对',
  'id-repeated': '编号重复',
  'count-differs': '笔数与明细不符',
  'sum-differs': '合计与明细不符',
  'balance-differs': '期初加发生额不等于期末',
} as const;

export type MessageRefusalCode = keyof typeof MESSAGE_REFUSAL_TEXTS;
export type MessageRefusal = Refusal<MessageRefusalCode>;
