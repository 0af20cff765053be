import type { FunctionCall } from '@zhijie/database';
import { type AnswerOf, NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import { fen, monthOf, type Refusal, type Result } from '@zhijie/kernel';
import type { CareDeps, LegBeside } from '../deps.ts';
import { type Asking, type AskLeg, refusedFor, type Told, told } from './leg.ts';
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

type Outcome = AnswerOf<'leg.outcome@1'>;
type Answer = Promise<Result<Outcome, Refusal>>;
type Question = Parameters<LegBeside['answer']>[0];

const kindOf = ({ act }: Pick<Standing, 'act'>, { legId }: Asking): PayerKind =>
  act.legs.find((leg) => leg.legId === legId)!.kind as PayerKind;

const confirmOf = (standing: Standing, asking: Asking) =>
  ({
    message: 'leg.confirm@1',
    body: { legId: asking.legId, kind: kindOf(standing, asking) },
  }) satisfies Question;

function holdOf({ act, head, settlementId }: Standing, asking: Asking) {
  const { legId, asked, until } = asking;
  const { payer } = act.legs.find((leg) => leg.legId === legId)!;
  const { actId, personId } = head;
  const bill = { legId, actId, settlementId: settlementId!, personId };
  const body = { ...bill, kind: kindOf({ act }, asking), payer, asked, until: until! };
  return { message: 'leg.hold@1', body } satisfies Question;
}

function send(deps: CareDeps, standing: Standing, asking: Asking): Answer {
  const { legId, verb } = asking;
  const route = routeOfAct(deps, standing.head);
  switch (verb) {
    case 'hold':
      return deps.ask('leg.hold@1', route, holdOf(standing, asking).body);
    case 'confirm':
      return deps.ask('leg.confirm@1', route, confirmOf(standing, asking).body);
    case 'void': {
      const { personId } = standing.head;
      return deps.ask('leg.void@1', route, { legId, personId, kind: kindOf(standing, asking) });
    }
    case 'outcome':
      return deps.ask('leg.outcome@1', route, { legId });
  }
}

const toldOf = ({ state, amount, reason, slipId }: Outcome): Told =>
  told(state, { amount: fen(amount), reason, slipId });

/** What a payer of this node's own says, with its writing; null: it is asked by message. */
export async function askBeside(
  deps: CareDeps,
  standing: Standing,
  asking: Asking,
): Promise<{ readonly answer: Told; readonly call: FunctionCall } | null> {
  const { verb } = asking;
  const isPayers = isPayerKind(kindOf(standing, asking));
  if (deps.legBeside === undefined || !isPayers || (verb !== 'hold' && verb !== 'confirm')) return null;
  const question = verb === 'hold' ? holdOf(standing, asking) : confirmOf(standing, asking);
  const said = await deps.legBeside.answer(
    question,
    routeOfAct(deps, standing.head),
    standing.atHand?.payers,
  );
  return said === null ? null : { answer: toldOf(said.outcome), call: said.call };
}

/** An insurer, a family's quota, a credit line: at the insured side, by messages (procedures K-07, Q-06). */
export const askPayer: AskLeg = async (deps, standing, asking) => {
  const answer = await heard(() => send(deps, standing, asking));
  if (answer === null) return null;
  if (answer.ok) return toldOf(answer.value);
  const { code } = answer.refusal;
  deps.log({ level: 'warn', event: 'leg-refused', legId: asking.legId, verb: asking.verb, code });
  // Only a hold is refused without a trace; anything else is asked again.
  return asking.verb === 'hold' ? refusedFor(code, '参保地没有受理这种支付方式') : null;
};
