import { type AnswerOf, NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import { fen, monthOf, type Refusal, type Result } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { type Asking, type AskLeg, refusedFor, told } from './leg.ts';
import type { ActHead, Standing } from './store.ts';

const PAYERS = ['insurer', 'family', 'credit'] as const;
export type PayerKind = (typeof PAYERS)[number];
export const isPayerKind = (kind: string): kind is PayerKind => PAYERS.some((one) => one === kind);

export const routeOfAct = (deps: CareDeps, { careArea, insuredArea, providerId, personId }: ActHead) =>
  routeOf({ careArea, insuredArea, providerId, personId, month: monthOf(deps.now()) });

/** An answer of the insured side, or null when none came. */
export async function heard<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NotDelivered || error instanceof NoAnswer) return null;
    throw error;
  }
}

type Answer = Promise<Result<AnswerOf<'leg.outcome@1'>, Refusal>>;

function send(deps: CareDeps, { act, head, settlementId }: Standing, asking: Asking): Answer {
  const { legId, verb, asked, until } = asking;
  const leg = act.legs.find((one) => one.legId === legId)!;
  const kind = leg.kind as PayerKind;
  const route = routeOfAct(deps, head);
  const { actId, personId } = head;
  switch (verb) {
    case 'hold': {
      const ask = { legId, actId, settlementId: settlementId!, personId, kind, payer: leg.payer };
      return deps.ask('leg.hold@1', route, { ...ask, asked, until: until! });
    }
    case 'confirm':
      return deps.ask('leg.confirm@1', route, { legId, kind });
    case 'void':
      return deps.ask('leg.void@1', route, { legId, personId, kind });
    case 'outcome':
      return deps.ask('leg.outcome@1', route, { legId });
  }
}

/** An insurer, a family's quota, a credit line: at the insured side, by messages (procedures K-07, Q-06). */
export const askPayer: AskLeg = async (deps, standing, asking) => {
  const answer = await heard(() => send(deps, standing, asking));
  if (answer === null) return null;
  if (answer.ok) {
    const { state, amount, reason, slipId } = answer.value;
    return told(state, { amount: fen(amount), reason, slipId });
  }
  const { code } = answer.refusal;
  deps.log({ level: 'warn', event: 'leg-refused', legId: asking.legId, verb: asking.verb, code });
  // Only a hold is refused without a trace; anything else is asked again.
  return asking.verb === 'hold' ? refusedFor(code, '参保地没有受理这种支付方式') : null;
};
