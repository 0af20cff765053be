import { PURPOSES, RESOLUTIONS } from '@zhijie/province';
import Type from 'typebox';
import { cursorLike, day, momentCursor, strict, text } from '../fields.ts';

const month = (description: string) =>
  Type.String({ description, pattern: '^\\d{4}-\\d{2}$', examples: ['2026-03'] });
const key = Type.String({
  description: '请求编号：同一编号同一内容只生效一次',
  pattern: '^[\\x21-\\x7e]{1,40}$',
  examples: ['2026-03-000117'],
});
const yuan = (description: string) =>
  Type.String({ description, pattern: '^-?\\d{1,13}(\\.\\d{1,2})?$', examples: ['1200.00'] });
const area = Type.String({ description: '本机构的统筹区', pattern: '^\\d{6}$' });
const provider = text('定点机构编号', 64);
const reason = text('理由', 500);
const words = <const W extends string>(description: string, list: readonly W[]) =>
  Type.Unsafe<W>(Type.Enum([...list], { description }));
const whole = (description: string) => Type.Integer({ minimum: 0, maximum: 10_000_000, description });

export const AccountBody = Type.Object(
  {
    owner: Type.String({
      description: '定点机构编号；本机构统筹区（付款账户）；treasury/统筹区（拨款的财政专户）',
      pattern: '^([A-Za-z0-9]{6,30}|treasury/\\d{6})$',
    }),
    holder: text('户名', 100),
    bankName: text('开户银行', 100),
    bankNumber: Type.Optional(Type.String({ description: '银行联行号', pattern: '^\\d{12}$' })),
    number: Type.String({ description: '账号', pattern: '^\\d{8,32}$' }),
    fromOn: day('自何日起'),
  },
  strict,
);
export const TermsBody = Type.Object(
  {
    providerId: provider,
    fromOn: day('自何日起'),
    mode: words('monthly 按月，shortened 缩短周期，itemwise 逐笔，advance 按月预拨', [
      'monthly',
      'shortened',
      'itemwise',
      'advance',
    ]),
    cycle: Type.Optional(
      words('周期（shortened）：day 逐日，ten-days 旬，half-month 半月', ['day', 'ten-days', 'half-month']),
    ),
    share: Type.Optional(
      Type.String({ description: '即时拨付比例，如 0.6000', pattern: '^(0\\.\\d{1,4}|1(\\.0{1,4})?)$' }),
    ),
    isCrossProvinceIncluded: Type.Boolean({ description: '是否含跨省结算；默认不含' }),
    reason,
  },
  strict,
);
export const StopBody = Type.Object(
  { providerId: provider, isStopped: Type.Boolean({ description: 'true 暂停，false 恢复' }), reason },
  strict,
);
export const DeclarationBody = Type.Object(
  {
    providerId: provider,
    period: month('业务月份'),
    items: whole('笔数：结算和撤销'),
    amount: yuan('申报的医保应付合计，元；撤销为负'),
  },
  strict,
);
export const ReviewBody = Type.Object(
  {
    requestKey: key,
    providerId: provider,
    itemId: text('明细编号', 64),
    verdict: words('passed 通过，deducted 扣款', ['passed', 'deducted']),
    amount: Type.Optional(yuan('扣款金额，元')),
    reason,
  },
  strict,
);
export const DeductionBody = Type.Object(
  {
    requestKey: key,
    kind: words('deduction 审核扣款，restoration 恢复，penalty 违约金（留在就医地，不参加清算）', [
      'deduction',
      'restoration',
      'penalty',
    ]),
    providerId: provider,
    settlementId: text('结算编号', 64),
    amount: yuan('金额，元'),
    reason,
  },
  strict,
);
export const BatchBody = Type.Object(
  {
    requestKey: key,
    area,
    kind: words('month-end 月度，instant 即时', ['month-end', 'instant']),
    period: Type.Optional(month('付到哪个业务月份：month-end')),
  },
  strict,
);
export const CheckBody = Type.Object(
  {
    decision: words('release 复核通过，送银行；reject 退回', ['release', 'reject']),
    reason: Type.Optional(reason),
  },
  strict,
);
export const ResolutionBody = Type.Object(
  {
    account: Type.String({ description: '本机构账号', pattern: '^\\d{8,32}$' }),
    bankReference: text('银行流水号', 64),
    resolution: words(
      'pay-again 退回重付，recovered 重复付款已由银行收回，on-account 重复付款抵下次，' +
        'treasury 财政专户往来，bank-charge 银行手续费，working-capital-repaid 归还预付金',
      RESOLUTIONS,
    ),
    withReference: Type.Optional(text('收回那笔的流水号：recovered', 64)),
    providerId: Type.Optional(provider),
    reason,
  },
  strict,
);
export const ClosingBody = Type.Object({ reason }, strict);
export const GrantBody = Type.Object(
  {
    requestKey: key,
    providerId: provider,
    amount: yuan('预付金，元'),
    surplusMonths: whole('基金累计结余可支付月数'),
    reason,
  },
  strict,
);
export const UseBody = Type.Object(
  {
    useId: key,
    grantId: text('预付金编号', 64),
    purpose: words('用途：drugs 药品，consumables 医用耗材', PURPOSES),
    amount: yuan('金额，元'),
    document: text('凭证', 200),
  },
  strict,
);
export const OffsetBody = Type.Object(
  { requestKey: key, grantId: text('预付金编号', 64), amount: yuan('金额，元') },
  strict,
);

export const NothingQuery = Type.Object({}, strict);
export const AreaQuery = Type.Object({ area }, strict);
export const MonthQuery = Type.Object({ area, period: month('业务月份') }, strict);
const limit = Type.Optional(Type.String({ description: '每页条数', pattern: '^[1-9]\\d{0,2}$' }));
export const ReviewsQuery = Type.Object(
  { after: cursorLike('^[0-9A-Za-z]{1,64},[\\x21-\\x7e]{1,64}$'), limit },
  strict,
);
export const BatchesQuery = Type.Object({ after: momentCursor(','), limit }, strict);
/** Movements of the account, newest first. */
export const MovementsQuery = Type.Object(
  { after: cursorLike('^\\d{4}-\\d{2}-\\d{2},[0-9A-Za-z]{1,64},[\\x21-\\x7e]{1,64}$'), limit },
  strict,
);
