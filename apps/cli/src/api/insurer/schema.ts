import { DECLINE_REASONS } from '@zhijie/insurer';
import Type, { type Static } from 'typebox';
import { chosen, cursorLike, day, idCursor, key, strict, text, yuan } from '../fields.ts';

const after = cursorLike('^[\\w-]{1,500}$');
const limit = Type.Optional(Type.String({ description: '至多几行，1–200', pattern: '^[1-9]\\d{0,2}$' }));
const month = Type.String({ description: '月份，如 2026-03', pattern: '^\\d{4}-\\d{2}$' });
const bank = text('付款银行', 100);
const serial = text('银行流水号', 64);

export const JoinBody = Type.Object(
  {
    text: text('加入声明：JSON 文本，含 insurer、endpoint、publicKey、at（毫秒）', 4000),
    signature: text('声明里的公钥对应的私钥对 text 的 SM2 签名，DER，base64url', 200),
  },
  strict,
);
export const PageQuery = Type.Object({ after, limit }, strict);
export const ClaimsQuery = Type.Object(
  {
    state: Type.Optional(
      chosen(['waiting', 'decided', 'answered'], 'waiting 待核定，decided 已核定，answered 已答复'),
    ),
    after,
    limit,
  },
  strict,
);
export const DecisionBody = Type.Object(
  {
    requestKey: key,
    decision: chosen(['pays', 'declines'], 'pays 赔付，declines 不赔'),
    amount: Type.Optional(yuan),
    reason: Type.Optional(chosen(DECLINE_REASONS, '不赔的原因')),
  },
  strict,
);
export const PersonPaymentBody = Type.Object(
  { requestKey: key, amount: yuan, bank, serial, paidOn: day('付款日期') },
  strict,
);
export const PersonPaymentCheckBody = Type.Object(
  {
    requestKey: key,
    decision: chosen(['approve', 'send-back'], 'approve 付款复核，send-back 退回经办'),
    reason: Type.Optional(text('理由：send-back', 500)),
  },
  strict,
);
export const StatementsQuery = Type.Object({ month: Type.Optional(month), after: idCursor, limit }, strict);
export const StatementStepBody = Type.Object(
  {
    requestKey: key,
    step: chosen(
      ['confirm', 'dispute', 'pay', 'approve', 'send-back'],
      'confirm 确认，dispute 有异议，pay 付款经办，approve 付款复核，send-back 退回经办',
    ),
    reason: Type.Optional(text('理由：dispute、send-back', 500)),
    amount: Type.Optional(yuan),
    bank: Type.Optional(bank),
    serial: Type.Optional(serial),
    paidOn: Type.Optional(day('付款日期：pay')),
  },
  strict,
);
export const LossQuery = Type.Object(
  {
    year: Type.String({ description: '年度，如 2026', pattern: '^2\\d{3}$' }),
    premiums: Type.Optional(yuan),
  },
  strict,
);
const invoice = {
  invoiceCode: Type.String({ description: '票据代码，8 位', pattern: '^\\d{8}$', examples: ['11060226'] }),
  invoiceNumber: Type.String({
    description: '票据号码，10 位',
    pattern: '^\\d{10}$',
    examples: ['0000012345'],
  }),
  claimReference: text('本公司的赔案号', 64),
};
export const InvoiceBody = Type.Object(
  {
    ...invoice,
    purpose: chosen(
      ['expense', 'benefit'],
      'expense 费用补偿，一张票据各公司合计只用一次；benefit 定额给付，每家公司一次',
    ),
  },
  strict,
);
export const ReleaseBody = Type.Object(invoice, strict);
export const NoQuery = Type.Object({}, strict);

export type StatementStepBody = Static<typeof StatementStepBody>;
export type DecisionBody = Static<typeof DecisionBody>;
