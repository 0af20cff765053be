import { type Refusal, type Refused, refuse } from '@zhijie/kernel';

/** What the gateway answers "no" to. When several apply, the first of this list decides. */
export const GATEWAY_REFUSAL_TEXTS = {
  'not-permitted': '没有办理此事的岗位',
  'no-such-insurer': '没有登记这家保险公司',
  'no-such-product': '没有登记这个产品，或它不属于这家保险公司',
  'no-such-statement': '没有这张对账单',
  'no-such-claim': '没有这件理赔申请',
  'foreign-area': '只能报送本省参保人的商保赔付',
  'month-differs': '月份与发生时间不符',
  'fact-differs': '同一编号此前报送过不同的赔付',
  'question-differs': '同一编号此前问过不同的问题',
  'join-malformed': '加入声明写法不对',
  'join-key-invalid': '公钥不是 SM2 公钥',
  'join-signature-invalid': '加入声明的签名与公钥不符',
  'join-stale': '加入声明的时间相差一天以上',
  'join-endpoint-invalid': '接口地址应为 https，或本机的 http',
  'join-endpoint-unproved': '接口没有用这把密钥签回随机数',
  'step-differs': '同一请求编号此前用于不同的内容',
  'wrong-state': '现在不能办这一步',
  'same-person': '复核人不能是付款经办人',
  'reason-missing': '没有写理由',
  'amount-differs': '金额与应付不一致',
  'amount-too-large': '金额超过这次还由个人负担的部分',
  'serial-used': '这个银行流水号已用于另一笔付款',
  'date-in-future': '日期在今天以后',
  'invoice-malformed': '票据代码为 8 位数字，票据号码为 10 位数字',
  'invoice-used': '该票据已用于商业保险理赔，不能再次使用',
  'invoice-not-in-use': '本公司没有使用这张票据',
  'nation-unanswered': '票据登记暂时查不到，没有登记使用',
} as const;
export type GatewayRefusalCode = keyof typeof GATEWAY_REFUSAL_TEXTS;
export type GatewayRefusal = Refusal<GatewayRefusalCode>;

export const no = (
  code: GatewayRefusalCode,
  field?: string,
  detail?: Readonly<Record<string, string | number>>,
): Refused<GatewayRefusal> => refuse(code, { field, detail });
