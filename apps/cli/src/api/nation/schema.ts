import { LINE_PARTS } from '@zhijie/clearing';
import { ALERT_KINDS, PAIR_STATES } from '@zhijie/hub';
import { INSURANCE_TYPES } from '@zhijie/kernel';
import Type, { type Static, type TSchema } from 'typebox';
import { chosen, day, idCursor, strict } from '../fields.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const count = (description: string) => Type.Integer({ description, minimum: 0 });
const fen = (description: string) => Type.Integer({ description: `${description}，分` });
const month = Type.String({ description: '业务月份，如 2026-03', pattern: '^\\d{4}-\\d{2}$' });
const province = Type.String({ description: '省份，两位', pattern: '^\\d{2}$' });
const moment = Type.Integer({ description: '时刻，毫秒' });
const insuranceType = Type.Enum([...INSURANCE_TYPES]);
const part = Type.Enum([...LINE_PARTS]);

export const RangeQuery = Type.Object(
  { from: Type.Optional(day('从哪一天；不写为三十天')), to: Type.Optional(day('到哪一天；不写为今天')) },
  strict,
);
export type RangeQuery = Static<typeof RangeQuery>;

export const MatrixQuery = Type.Object({ month }, strict);
export type MatrixQuery = Static<typeof MatrixQuery>;

export const BillsQuery = Type.Object(
  {
    insuranceType: Type.Optional(chosen([...INSURANCE_TYPES], '险种')),
    part: Type.Optional(chosen([...LINE_PARTS], '哪一部分：settlements、reversals、returns、deductions…')),
    after: idCursor,
    limit: Type.Optional(Type.String({ description: '每页条数', pattern: '^[1-9]\\d{0,2}$' })),
  },
  strict,
);
export type BillsQuery = Static<typeof BillsQuery>;

const figures = {
  direct: count('跨省直接结算笔数（就医地计）'),
  claimed: fen('跨省应收基金'),
  insuredElsewhere: count('本省参保人在外省的直接结算笔数'),
  asks: count('转发的交易请求'),
  answered: count('其中得到办理答复'),
  errors: count('其中系统错误'),
  answerMilliseconds: count('得到办理答复的请求用时合计，毫秒'),
  settlements: count('本地机构全部结算笔数（省内和跨省）'),
  byInsuranceCode: count('其中用医保码'),
  bySocialCard: count('其中用社保卡'),
  byIdCard: count('其中用身份证'),
  byMobile: count('其中手机支付'),
  byOneCode: count('其中一码付'),
  oneStop: count('其中一站式：大病、救助或商保同时支付'),
  creditDrawn: fen('其中信用支付金额'),
  settleMilliseconds: count('从提交到结算结果用时合计，毫秒'),
  manualClaims: count('当日登记的手工报销'),
};
const level = Type.Enum(['normal', 'yellow', 'red']);

export const OverviewAnswer = Type.Object({
  range: Type.Object({ from: Type.String(), to: Type.String() }),
  refreshedAt: moment,
  total: Type.Object(figures),
  days: Type.Array(Type.Object({ ...figures, day: Type.String(), told: count('已报送的省份数') })),
  provinces: Type.Array(Type.Object({ ...figures, province, told: count('已报送的天数') })),
  flows: Type.Array(
    Type.Object({
      insuredProvince: province,
      careProvince: province,
      direct: count('笔数'),
      claimed: fen('金额'),
    }),
  ),
  unknown: Type.Object({
    count: count('结果未知的笔数'),
    since: orNull(moment),
    provinces: Type.Array(Type.Object({ province, count: count('笔数'), since: orNull(moment) })),
  }),
  unreconciled: Type.Object({
    count: count('未了结的对账差异'),
    amount: fen('差异金额'),
    oldestDay: orNull(Type.String()),
    ageDays: orNull(Type.Integer()),
  }),
  pools: Type.Array(
    Type.Object({
      careProvince: province,
      prepayment: fen('预付金'),
      used: fen('已用'),
      basisPoints: Type.Integer({ description: '使用率，万分之一' }),
      level,
      redOn: orNull(Type.String()),
      levelAtMonthEnd: level,
    }),
  ),
  overdue: Type.Array(Type.Object({ month, province: Type.String(), count: count('逾期事项') })),
  told: Type.Array(Type.Object({ province, day: orNull(Type.String()) })),
  alerts: Type.Array(
    Type.Object({
      kind: Type.Enum([...ALERT_KINDS]),
      level: Type.Enum(['stop', 'wait']),
      province: orNull(province),
      figure: Type.Integer(),
      on: orNull(Type.String()),
    }),
  ),
});

const tally = Type.Object({ count: count('笔数'), amount: fen('金额') });
const pairState = Type.Enum([...PAIR_STATES]);

export const MatrixAnswer = Type.Object({
  month,
  generatedAt: orNull(moment),
  refreshedAt: moment,
  rows: Type.Array(
    Type.Object({
      insuredProvince: province,
      careProvince: province,
      insuranceType,
      settlements: tally,
      reversals: tally,
      deductions: tally,
      amount: fen('参保省应付就医省'),
      orderId: orNull(Type.String()),
      state: pairState,
      label: Type.String(),
    }),
  ),
});

export const PairMonthsAnswer = Type.Object({
  insuredProvince: province,
  careProvince: province,
  refreshedAt: moment,
  months: Type.Array(Type.Object({ month, generatedAt: orNull(moment), rows: MatrixAnswer.properties.rows })),
});

const item = {
  itemId: Type.String(),
  part,
  amount: fen('金额'),
  decidedAt: moment,
};
export const PairItemsAnswer = Type.Object({
  items: Type.Array(
    Type.Object({
      ...item,
      settlementId: Type.String(),
      careArea: Type.String(),
      insuredArea: Type.String(),
      insuranceType,
    }),
  ),
  next: orNull(Type.String()),
});

export const BillAnswer = Type.Object({
  settlementId: Type.String(),
  careArea: Type.String(),
  insuredArea: Type.String(),
  providerId: Type.String(),
  insuranceType,
  claim: fen('基金应付就医省'),
  state: Type.Enum(['settled', 'reversed']),
  settledAt: orNull(moment),
  reversedAt: orNull(moment),
  items: Type.Array(
    Type.Object({
      ...item,
      month,
      isCleared: Type.Boolean(),
      reason: orNull(Type.String()),
      payment: Type.Object({ orderId: orNull(Type.String()), state: pairState, label: Type.String() }),
    }),
  ),
  exceptions: Type.Array(
    Type.Object({
      exceptionId: Type.String(),
      day: Type.String(),
      verdict: Type.String(),
      closed: orNull(Type.String()),
      foundAt: moment,
    }),
  ),
});
