import { decryptField, sm3Hex } from '@zhijie/crypto';
import { type Fen, fen, instant } from '@zhijie/kernel';
import type { Leg } from '@zhijie/payments';
import type { CareDeps } from '../deps.ts';
import { findInstitutions } from '../institution/store.ts';
import {
  type ChannelAmounts,
  ChannelSilent,
  type ChannelState,
  type PaymentChannel,
} from '../payment-order/channel.ts';
import { findSettlement } from '../settlement/store.ts';
import { type Asking, type AskLeg, refusedFor, type Told, told } from './leg.ts';
import type { Standing } from './store.ts';

/** How a patient pays what is left. */
export const CHANNELS = ['cash', 'wallet'] as const;
export type Channel = (typeof CHANNELS)[number];

function toldOf(state: ChannelState, asked: Fen): Told {
  switch (state) {
    case 'unknown':
      return told('absent');
    case 'waiting':
      return told('held', { amount: asked });
    case 'paid':
      return told('confirmed', { amount: asked });
    case 'closed':
      return refusedFor('channel-closed', '没有付成：余额不足、已取消或已过时');
  }
}

/** The bill as the payer's wallet shows it: what others pay beside the funds is `other`. */
async function amountsOf(deps: CareDeps, standing: Standing, asked: Fen): Promise<ChannelAmounts> {
  const { head, settlementId } = standing;
  const bill = standing.bill ?? (await findSettlement(deps.db, head.providerId, settlementId!))!.parts!;
  const { paidByFunds: funds, paidByPersonalAccount: account, feeTotal: total } = bill;
  return { total, funds, account, other: fen(total - funds - account - asked), cash: asked };
}

async function nameOf(deps: CareDeps, providerId: string): Promise<string> {
  const [institution] = await findInstitutions(deps.db, { providerId, name: null, kind: null });
  return institution?.name ?? providerId;
}

async function open(
  deps: CareDeps,
  channel: PaymentChannel,
  standing: Standing,
  { legId, asked }: Asking,
): Promise<ChannelState> {
  const { providerId } = standing.head;
  const payeeName = standing.bill?.payeeName ?? (await nameOf(deps, providerId));
  const { authorisation } = standing.act.legs.find((leg) => leg.legId === legId)!;
  const charge =
    authorisation === undefined ? {} : { authorisation: decryptField(deps.fieldKeys, authorisation) };
  return channel.open({
    ...charge,
    ...(await amountsOf(deps, standing, asked)),
    reference: legId,
    payee: providerId,
    payeeName,
    expiresAt: standing.act.deadlineAt ?? instant(deps.now()),
  });
}

/** Closes what is not paid; what was paid goes back unless it is to count. */
async function close(
  deps: CareDeps,
  channel: PaymentChannel,
  standing: Standing,
  { legId, asked, isDrop }: Asking,
): Promise<Told | null> {
  const state = await channel.close(legId);
  if (state === 'waiting') return null;
  if (state !== 'paid') return told('voided');
  if (isDrop) return told('confirmed', { amount: asked });
  const refundNumber = `RF${sm3Hex(`act\n${legId}`).slice(0, 30).toUpperCase()}`;
  const amounts = await amountsOf(deps, standing, asked);
  const answer = await channel.refund({ ...amounts, reference: legId, refundNumber });
  return answer === 'refunded' ? told('voided') : null;
}

const isCash = ({ payer }: Pick<Leg, 'payer'>): boolean => payer === 'cash';

/**
 * The patient's own part (procedures Q-03, Q-09). Cash is there when the cashier says so; of a wallet only
 * its answer to our own question counts.
 */
export const askChannel: AskLeg = async (deps, standing, asking) => {
  const leg = standing.act.legs.find(({ legId }) => legId === asking.legId)!;
  const { verb, asked, legId } = asking;
  // Cash is handed back by a person, who says so.
  if (isCash(leg)) return verb === 'void' ? null : told('confirmed', { amount: asked });
  const { channel } = deps;
  if (channel === undefined)
    return verb === 'void' ? told('voided') : refusedFor('no-channel', '没有开通手机支付');
  try {
    if (verb === 'void') return await close(deps, channel, standing, asking);
    if (verb === 'hold') return toldOf(await open(deps, channel, standing, asking), asked);
    return toldOf(await channel.query(legId), asked);
  } catch (error) {
    if (!(error instanceof ChannelSilent)) throw error;
    deps.log({ level: 'warn', event: 'channel-silent', legId });
    return null;
  }
};
