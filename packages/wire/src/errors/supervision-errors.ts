import { entry } from './kinds.ts';

/** Audit before and during treatment, trace codes, settlement lists. */
export const supervisionErrors = {
  'finding-not-found': entry(
    6001,
    'hospital-system',
    '没有该违规标识[：{findingId}]',
    '请填写 3101 或 3102 答复中的违规标识，并核对反馈类型（1 事前、2 事中）',
  ),
  'finding-reason-missing': entry(
    6002,
    'hospital',
    '继续执行医嘱没有写明原因[：{findingId}]',
    '请医师填写处理原因 dspo_way_rea，或返回修改医嘱',
  ),
  'finding-already-answered': entry(
    6003,
    'hospital-system',
    '该违规标识已有不同的反馈[：{findingId}]',
    '已有反馈不再更改；医嘱变动的请重新分析',
  ),
  'approval-used-up': entry(
    6021,
    'hospital-system',
    '事前审批的余量刚被另一笔用去[：{itemCode}]',
    '请重新上传明细，余量不足的按自费处理',
  ),
  'trace-code-malformed': entry(
    6011,
    'hospital-system',
    '药品追溯码不是有效的码[：{traceCode}]',
    '请用扫码设备采集小包装上的追溯码，10 至 100 位数字或字母',
  ),
  'trace-code-repeated': entry(
    6012,
    'hospital-system',
    '同一报文中追溯码重复[：{traceCode}]',
    '一个小包装一个码，请核对后重发',
  ),
  'trace-code-missing': entry(
    6013,
    'hospital',
    '药品没有追溯码[：明细 {lineId} {itemName}][，本机构自 {from} 起须采集]',
    '请扫码后在 drugtracinfo 上传；拆零的填 trdn_flag 为 1',
  ),
  'trace-code-sold': entry(
    6014,
    'hospital',
    '追溯码已售出[：{traceCode}][，{soldAt} 由{place}售出]',
    '一码一售：请核对实物；退货的先办理退货（3506）或撤销原明细，疑似回流药品请报告医保部门',
  ),
  'trace-code-not-sold': entry(
    6015,
    'hospital',
    '追溯码不是本机构本次售出的[：{traceCode}]',
    '请核对追溯码和原销售记录',
  ),
  'trace-code-settled': entry(
    6016,
    'hospital',
    '追溯码所在的费用明细已结算[：{traceCode}]',
    '请先撤销结算并撤销明细，或上传退费明细',
  ),
  'list-not-found': entry(
    6031,
    'hospital-system',
    '没有该结算的结算清单[：{settlementId}]',
    '请核对结算ID，或先用 4101 上传清单',
  ),
  'list-frozen': entry(
    6032,
    'hospital',
    '结算清单已提交或已审核，不能改动[：{settlementId}]',
    '需更正的请经办机构退回后再上传',
  ),
  'list-has-faults': entry(
    6033,
    'hospital',
    '结算清单质控[有 {errors} 处]错误，不能提交[：{settlementId}]',
    '请用 4104 查看每处错误，改正后重新上传',
  ),
  'report-not-found': entry(
    6041,
    'hospital-system',
    '没有该人员的这份报告[：{reportNumber}]',
    '请用 5401 查询，按其返回的报告单号和机构编号填写',
  ),
} as const;
