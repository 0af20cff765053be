import { LINE_PARTS, ORDER_STATES } from '@zhijie/clearing';
import { MESSAGES } from '@zhijie/exchange';
import { INSURANCE_TYPES } from '@zhijie/kernel';
import Type, { type Static } from 'typebox';
import { day, idCursor, key, strict, text, yuan } from '../fields.ts';

const area = Type.String({ description: '就医地统筹区', pattern: '^\\d{6}$' });

export const STEPS = {
  propose: '提出确认',
  confirm: '复核确认',
  object: '退回并写明理由',
  allocate: '已上解或下拨',
  submit: '已送财政',
  pay: '已付款',
  receive: '已到账',
  issue: '下发通知书（国家端）',
} as const;
export type StepName = keyof typeof STEPS;

/** A step of a month's clearing; what a step needs besides its name is said where it is missing. */
export const StepBody = Type.Object(
  {
    requestKey: key,
    step: Type.Unsafe<StepName>(
      Type.Enum(Object.keys(STEPS), {
        description: Object.entries(STEPS)
          .map(([name, label]) => `${name} ${label}`)
          .join('，'),
      }),
    ),
    orderId: Type.Optional(text('款项编号：submit、pay、receive', 64)),
    reason: Type.Optional(text('理由：object', 500)),
    bank: Type.Optional(text('付款银行：pay', 100)),
    serial: Type.Optional(text('银行流水号：pay', 64)),
    paidOn: Type.Optional(day('付款日期：pay')),
    purpose: Type.Optional(
      Type.Unsafe<'clearing' | 'prepayment'>(
        Type.Enum(['clearing', 'prepayment'], { description: '用途：pay，清算款为 clearing' }),
      ),
    ),
    amount: Type.Optional(yuan),
    receivedOn: Type.Optional(day('到账日期：receive')),
    seen: Type.Optional(
      Type.Integer({ minimum: 0, description: '查看时的步数（答复的 seen）：之后有人办过则不办理' }),
    ),
  },
  strict,
);
export type StepBody = Static<typeof StepBody>;

export const DeferralBody = Type.Object(
  {
    careArea: area,
    settlementId: text('结算编号', 64),
    itemId: Type.Optional(text('明细编号：撤销或扣款的；不写为结算本身', 64)),
    to: Type.String({ description: '延后到哪个月', pattern: '^\\d{4}-\\d{2}$' }),
    reason: text('理由', 500),
  },
  strict,
);
export type DeferralBody = Static<typeof DeferralBody>;

export const DeductionBody = Type.Object(
  {
    requestKey: key,
    kind: Type.Unsafe<'deduction' | 'restoration' | 'penalty'>(
      Type.Enum(['deduction', 'restoration', 'penalty'], {
        description: 'deduction 审核扣款，restoration 恢复，penalty 违约金（不参加清算）',
      }),
    ),
    careArea: area,
    settlementId: text('结算编号', 64),
    amount: yuan,
    reason: text('理由', 500),
  },
  strict,
);
export type DeductionBody = Static<typeof DeductionBody>;

export const AccountBody = Type.Object(
  {
    holder: text('户名', 100),
    bank: text('开户银行', 100),
    number: Type.String({ description: '账号', pattern: '^[0-9]{8,32}$' }),
    from: day('自何日起'),
  },
  strict,
);
export type AccountBody = Static<typeof AccountBody>;

export const ItemsQuery = Type.Object(
  {
    counterparty: Type.Optional(Type.String({ description: '对方省，两位', pattern: '^\\d{2}$' })),
    insuranceType: Type.Optional(
      Type.Unsafe<'employee' | 'resident'>(Type.Enum([...INSURANCE_TYPES], { description: '险种' })),
    ),
    part: Type.Optional(
      Type.Unsafe<(typeof LINE_PARTS)[number]>(
        Type.Enum([...LINE_PARTS], { description: '哪一部分：settlements、reversals、returns、deductions…' }),
      ),
    ),
    after: idCursor,
    limit: Type.Optional(Type.String({ description: '每页条数', pattern: '^[1-9]\\d{0,2}$' })),
  },
  strict,
);
export type ItemsQuery = Static<typeof ItemsQuery>;

const view = MESSAGES['clearing.read@1'].answer.properties;
const sum = Type.Integer({ description: '金额，分' });
const province = Type.String({ pattern: '^\\d{2}$' });

export const ItemsAnswer = Type.Object({
  items: MESSAGES['clearing.items@1'].answer.properties.items,
  next: Type.Union([Type.String(), Type.Null()]),
});

/** The month as the nation sees it: every province's position, gross and net. */
export const NationalMonth = Type.Object({
  period: view.period,
  state: view.state,
  version: view.version,
  root: view.root,
  signature: view.signature,
  generatedAt: view.generatedAt,
  items: Type.Integer(),
  matrix: Type.Array(
    Type.Object({
      orderId: Type.String(),
      payer: province,
      payee: province,
      insuranceType: Type.Enum([...INSURANCE_TYPES]),
      amount: sum,
      isReturn: Type.Boolean(),
      state: Type.Enum([...ORDER_STATES]),
      label: Type.String(),
    }),
  ),
  positions: Type.Array(
    Type.Object({
      province,
      receivable: sum,
      payable: sum,
      net: sum,
      outstandingReceivable: sum,
      outstandingPayable: sum,
    }),
  ),
  nets: view.nets,
  lines: view.lines,
  confirmations: Type.Array(Type.Unknown()),
  duties: view.duties,
});
