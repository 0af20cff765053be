import { answering, done, inPath, json, listing, posting } from '../agency/openapi-parts.ts';
import {
  AccountAnswer,
  BeforeQuery,
  BindBody,
  BindingsAnswer,
  ChoicesAnswer,
  EventsAnswer,
  EventsQuery,
  Nothing,
  PageQuery,
  QuotaBody,
  TransferAnswer,
  TransfersAnswer,
  WalletAnswer,
  WalletQuery,
} from './schema.ts';

const BINDING = inPath('bindingId', '绑定编号');
const TRANSFER = inPath('transferId', '转入编号');
const object = { type: 'object' };

/** What a person does about mutual aid with relatives. Amounts of answers are fen. */
export const OWN_FAMILY_PATHS = {
  '/api/person/account': answering(
    listing('本人职工医保个人账户：余额和收支，新的在前', BeforeQuery, '收支'),
    AccountAnswer,
  ),
  '/api/person/family/choices': answering(listing('可共济的亲属关系和用途', Nothing, '选项'), ChoicesAnswer),
  '/api/person/family/bindings': {
    ...answering(listing('本人作为共济人或被共济人的绑定', PageQuery, '绑定'), BindingsAnswer),
    ...posting('把本人职工医保个人账户绑定给本省参保的亲属', BindBody, done('bindingId', '绑定编号')),
  },
  '/api/person/family/bindings/{bindingId}/revoke': posting(
    '解除绑定，立即生效；已付的不变',
    Nothing,
    json('绑定编号', object),
    [BINDING],
  ),
  '/api/person/family/bindings/{bindingId}/events': {
    get: {
      ...answering(listing('一项绑定的变更和使用记录，新的在前', EventsQuery, '记录'), EventsAnswer).get,
      parameters: [BINDING],
    },
  },
  '/api/person/wallet': answering(
    listing('本人的医保钱包：可用、预留、今日已转入次数、收支', WalletQuery, '钱包'),
    WalletAnswer,
  ),
  '/api/person/wallet/transfers': {
    ...answering(listing('本人向亲属医保钱包的转入，新的在前', PageQuery, '转入'), TransfersAnswer),
    ...posting(
      '从本人职工医保个人账户向亲属医保钱包转入：每次至多 2000.00 元，每个钱包每日至多 3 次',
      QuotaBody,
      json('转入：state 为 asked 待国家平台答复、accepted 已转入、refused 已退回', TransferAnswer),
    ),
  },
  '/api/person/wallet/transfers/{transferId}': {
    get: {
      ...answering(listing('一笔转入', Nothing, '转入'), TransferAnswer).get,
      parameters: [TRANSFER],
    },
  },
} as const;
