import type { AnswerOf } from '../../api/call.ts';
import type { Tone } from '../../ui/status.tsx';

export const ACCOUNT = 'GET /api/person/account';
export const BINDINGS = 'GET /api/person/family/bindings';
export const WALLET = 'GET /api/person/wallet';
export const TRANSFERS = 'GET /api/person/wallet/transfers';

export type Binding = AnswerOf<typeof BINDINGS>['bindings'][number];
export type Transfer = AnswerOf<'GET /api/person/wallet/transfers/{transferId}'>;
export type Wallet = AnswerOf<typeof WALLET>;

/** Into one wallet on one day, and in one transfer (procedures Q-12). */
export const TRANSFERS_A_DAY = 3;
export const LARGEST_TRANSFER_FEN = 200_000;

export const BINDING_STATES: Readonly<Record<Binding['state'], readonly [Tone, string]>> = {
  active: ['good', '有效'],
  revoked: ['quiet', '已解除'],
  expired: ['quiet', '已到期'],
};
export const TRANSFER_STATES: Readonly<Record<Transfer['state'], readonly [Tone, string]>> = {
  asked: ['wait', '等国家平台答复，钱已留出'],
  accepted: ['good', '已转入'],
  refused: ['stop', '没有转成，钱已退回个人账户'],
};
export const ENTRY_LABELS: Readonly<Record<Wallet['entries'][number]['kind'], string>> = {
  received: '家人转入',
  spent: '看病、买药',
  returned: '退回',
};
