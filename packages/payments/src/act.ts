import { assert, type Fen, fen, type Instant, sumFen } from '@zhijie/kernel';

/** Who owes a part of a bill; the receipt owes none and stands at the end. */
export const LEG_KINDS = ['funds', 'insurer', 'family', 'credit', 'channel', 'receipt'] as const;
export type LegKind = (typeof LEG_KINDS)[number];

/**
 * `planned`: nothing is known at its payer. `asked`, `confirming`, `voiding`: sent, the answer is not known.
 * `refused` and `voided` are final; `later` (a claim afterwards, K-07) ends only in an undo.
 */
export type LegState =
  | 'planned'
  | 'asked'
  | 'held'
  | 'confirming'
  | 'confirmed'
  | 'refused'
  | 'later'
  | 'voiding'
  | 'voided';

export type Reason = { readonly code: string; readonly text: string };

/** A leg before anything is known of it. `payer` of the patient's channel is its name: `cash`, `wallet`. */
export type NewLeg = {
  readonly legId: string;
  readonly kind: LegKind;
  readonly payer: string;
  readonly name: string;
  /** What lets the channel charge at once (one code, PA3), sealed; otherwise its payer is waited for. */
  readonly authorisation?: string;
};

export type Leg = NewLeg & {
  readonly state: LegState;
  /** What was asked for when it was first sent, fen; the same ever after. */
  readonly asked: Fen;
  readonly until: Instant | null;
  readonly askedAt: Instant | null;
  /** Held or confirmed, fen. */
  readonly amount: Fen;
  /** It was confirmed once: money moved. */
  readonly wasPaid: boolean;
  /** Not wanted any more, although the act goes on. */
  readonly isDropped: boolean;
  readonly reason: Reason | null;
  readonly slipId: string | null;
};

export type UndoReason = 'deadline' | 'staff' | 'patient' | 'settlement-refused' | 'reversed-elsewhere';

/** The act of one bill. */
export type Act = {
  readonly actId: string;
  /** What the settlement left to the person beside the personal account, fen; null before it settled. */
  readonly rest: Fen | null;
  /** Whether a credit line may pay a part when it does not reach (procedures Q-06). */
  readonly splits: boolean;
  /** Until then another method can be chosen (journey 8); null before it settled. */
  readonly deadlineAt: Instant | null;
  readonly undoing: UndoReason | null;
  readonly legs: readonly Leg[];
};

const ZERO = fen(0);

export const plannedLeg = (leg: NewLeg): Leg => ({
  ...leg,
  state: 'planned',
  asked: ZERO,
  until: null,
  askedAt: null,
  amount: ZERO,
  wasPaid: false,
  isDropped: false,
  reason: null,
  slipId: null,
});

/** An act at its beginning: exactly one leg of funds, at most one receipt. */
export function openAct(of: {
  readonly actId: string;
  readonly legs: readonly NewLeg[];
  readonly splits: boolean;
}): Act {
  const count = (kind: LegKind) => of.legs.filter((leg) => leg.kind === kind).length;
  assert(count('funds') === 1 && count('receipt') <= 1, 'an act has one leg of funds, at most one receipt');
  assert(new Set(of.legs.map(({ legId }) => legId)).size === of.legs.length, 'legs have ids of their own');
  const { actId, splits } = of;
  const legs = of.legs.map(plannedLeg);
  return { actId, rest: null, splits, deadlineAt: null, undoing: null, legs };
}

export const fundsOf = ({ legs }: Act): Leg => legs.find(({ kind }) => kind === 'funds')!;
export const isPayer = ({ kind }: Pick<Leg, 'kind'>): boolean => kind !== 'funds' && kind !== 'receipt';

/** What counts as paid or promised of a leg; of the patient's channel only what it has. */
const counted = (leg: Leg): Fen => {
  const isThere = leg.state === 'confirmed' || leg.state === 'confirming' || leg.state === 'held';
  if (!isThere || leg.isDropped) return ZERO;
  return leg.kind === 'channel' && leg.state !== 'confirmed' ? ZERO : leg.amount;
};

/** What nobody has promised yet of what the person owes, fen; null before the bill settled. */
export function leftOf({ rest, legs }: Act): Fen | null {
  if (rest === null) return null;
  return fen(rest - sumFen(legs.filter(isPayer).map(counted)));
}

/**
 * Whether what is found paid at a dropped channel may count: nobody else is being asked, and it is not more
 * than what is left.
 */
export function mayCount(act: Act, dropped: Leg): boolean {
  if (act.undoing !== null || dropped.kind !== 'channel' || !dropped.isDropped) return false;
  const isLive = ({ state, isDropped }: Leg) => !isDropped && (state === 'asked' || state === 'held');
  const others = act.legs.filter((leg) => leg !== dropped && isPayer(leg) && leg.state !== 'confirmed');
  const isAsking = others.some((leg) => (leg.kind === 'channel' ? isLive(leg) : leg.state === 'asked'));
  return !isAsking && dropped.asked <= (leftOf(act) ?? 0);
}

/** Whether nothing of a leg can be left at its payer. */
export const isGone = ({ state, asked, askedAt }: Leg): boolean =>
  state === 'refused' || state === 'voided' || (state === 'planned' && asked === 0 && askedAt === null);

const isFinalForward = (leg: Leg): boolean =>
  isGone(leg) || leg.state === 'later' || (leg.state === 'confirmed' && !leg.isDropped);

const isWhole = (act: Act): boolean =>
  leftOf(act) === 0 && fundsOf(act).state === 'confirmed' && act.legs.filter(isPayer).every(isFinalForward);

/** Whether nothing remains to be done, forward or back. */
export function isOver(act: Act): boolean {
  if (act.undoing !== null) return act.legs.every(isGone);
  const receipt = act.legs.find(({ kind }) => kind === 'receipt');
  return (
    isWhole(act) && (receipt === undefined || receipt.state === 'confirmed' || receipt.state === 'refused')
  );
}

export const ACT_WORDS = ['settling', 'choosing', 'paying', 'paid', 'undoing', 'undone', 'failed'] as const;
export type ActWord = (typeof ACT_WORDS)[number];

/** What an act is to people: `paid` only when every part of the bill is (journey 8). */
export function wordOf(act: Act): ActWord {
  if (act.undoing !== null) {
    if (!isOver(act)) return 'undoing';
    return act.undoing === 'settlement-refused' ? 'failed' : 'undone';
  }
  if (fundsOf(act).state !== 'confirmed') return 'settling';
  if (isWhole(act)) return 'paid';
  const isBusy = act.legs.some((leg) => isPayer(leg) && !isFinalForward(leg) && leg.state !== 'held');
  const isWaiting = act.legs.some((leg) => leg.kind === 'channel' && leg.state === 'held');
  const isPlanned = act.legs.some((leg) => isPayer(leg) && leg.state === 'planned');
  return isBusy || isWaiting || isPlanned || leftOf(act) === 0 ? 'paying' : 'choosing';
}

export type PartStatus = 'created' | 'success' | 'refund' | 'fail';

/** The three statuses of a bill (procedures Q-09): what insurance pays, what the person does, the whole. */
export function statusesOf(act: Act): Readonly<Record<'insurance' | 'own' | 'whole', PartStatus>> {
  return { insurance: insuranceStatus(act), own: ownStatus(act), whole: wholeStatus(act) };
}

function insuranceStatus(act: Act): PartStatus {
  const { state, wasPaid } = fundsOf(act);
  if (state === 'confirmed') return 'success';
  if (state === 'refused') return 'fail';
  return state === 'voided' && wasPaid ? 'refund' : 'created';
}

function ownStatus(act: Act): PartStatus {
  const own = act.legs.filter(({ kind }) => kind === 'family' || kind === 'credit' || kind === 'channel');
  if (act.undoing !== null && own.some(({ wasPaid, state }) => wasPaid && state === 'voided'))
    return 'refund';
  if (act.undoing !== null) return isOver(act) ? 'fail' : 'created';
  if (isWhole(act)) return 'success';
  const isLive = own.some((leg) => !isGone(leg) && leg.state !== 'confirmed');
  const isFailed = own.at(-1)?.state === 'refused' || own.at(-1)?.state === 'voided';
  return isFailed && !isLive && leftOf(act) !== 0 ? 'fail' : 'created';
}

function wholeStatus(act: Act): PartStatus {
  const word = wordOf(act);
  if (word === 'paid') return 'success';
  if (word === 'failed') return 'fail';
  if (word !== 'undone') return 'created';
  return act.legs.some(({ wasPaid }) => wasPaid) ? 'refund' : 'fail';
}
