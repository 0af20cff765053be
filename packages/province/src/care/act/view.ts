import type { Fen, Instant } from '@zhijie/kernel';
import {
  type ActWord,
  type Leg,
  type LegState,
  leftOf,
  nextActions,
  type PartStatus,
  type Reason,
  statusesOf,
  type UndoReason,
  wordOf,
} from '@zhijie/payments';
import type { CareDeps } from '../deps.ts';
import type { Standing } from './store.ts';

const WORDS: Readonly<Record<ActWord, string>> = {
  settling: '医保结算中，还没有收款',
  choosing: '医保已结算，个人部分还没有付：请选择支付方式',
  paying: '个人部分支付中，还没有付完',
  paid: '全部付清',
  undoing: '正在撤销并退款',
  undone: '已全部撤销，钱已退回',
  failed: '没有结算成功，没有收款',
};
const STATES: Readonly<Record<LegState, string>> = {
  planned: '待办',
  asked: '等待回应',
  held: '已预留',
  confirming: '确认中',
  confirmed: '已付',
  refused: '没有付',
  later: '转为以后理赔',
  voiding: '退回中',
  voided: '已退回',
};
const REASONS: Readonly<Record<UndoReason, string>> = {
  deadline: '超过时限没有付清',
  staff: '收费员撤销',
  patient: '患者要求撤销',
  'settlement-refused': '医保结算没有成功',
  'reversed-elsewhere': '结算已被撤销',
};

export type LegView = {
  readonly legId: string;
  readonly kind: Leg['kind'];
  readonly payer: string;
  readonly name: string;
  readonly state: LegState;
  readonly text: string;
  readonly amount: Fen;
  readonly asked: Fen;
  readonly reason: Reason | null;
  readonly slipId: string | null;
  /** Where the patient pays, while the channel waits. */
  readonly page: string | null;
};

export type ActView = {
  readonly actId: string;
  readonly providerId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly settlementId: string | null;
  readonly word: ActWord;
  readonly text: string;
  readonly statuses: Readonly<Record<'insurance' | 'own' | 'whole', PartStatus>>;
  /** The whole bill, fen; null before it settled. */
  readonly total: Fen | null;
  /** What the settlement left to the person. */
  readonly rest: Fen | null;
  /** What nobody has paid or promised yet. */
  readonly left: Fen | null;
  readonly deadlineAt: Instant | null;
  readonly undoneFor: string | null;
  /** What is to be done by whom; null when it is over. */
  readonly next: {
    readonly is: 'wait' | 'choose' | 'hand-back';
    readonly text: string;
    readonly legId: string | null;
    readonly amount: Fen | null;
  } | null;
  readonly legs: readonly LegView[];
  readonly steps: number;
};

/**
 * A leg as people see it. That a wallet waits is not kept (it is asked again and again): one that was asked
 * and has not failed waits for the patient.
 */
const shownOf = (leg: Leg): Leg =>
  leg.kind === 'channel' && leg.payer !== 'cash' && leg.state === 'asked' ? { ...leg, state: 'held' } : leg;

function legText(leg: Leg): string {
  if (leg.kind === 'receipt') {
    if (leg.state === 'confirmed') return '已开具';
    if (leg.state === 'voided') return leg.wasPaid ? '已冲红' : '没有开具';
  }
  if (leg.kind === 'channel' && leg.state === 'held') return '等待患者支付';
  if (leg.state === 'voided' && !leg.wasPaid) return '没有扣款';
  return STATES[leg.state];
}

function nextOf({ act }: Standing, at: Instant): ActView['next'] {
  const actions = nextActions(act, at);
  const handBack = actions.find((action) => action.is === 'hand-back');
  if (handBack !== undefined) {
    const { legId, amount } = handBack;
    return { is: 'hand-back', text: '请退还现金，然后确认', legId, amount };
  }
  const choose = actions.find((action) => action.is === 'choose');
  if (choose !== undefined) {
    const text = '请选择支付方式；到时限仍没有付清，全部自动撤销';
    return { is: 'choose', text, legId: null, amount: choose.left };
  }
  const [first] = actions;
  if (first === undefined) return null;
  return {
    is: 'wait',
    text: '系统正在办理，可稍后刷新',
    legId: 'legId' in first ? first.legId : null,
    amount: null,
  };
}

/** An act as people see it: every part with its own word, and what is to be done next. */
export function viewOfAct(deps: CareDeps, standing: Standing): ActView {
  const { head, act, settlementId, version } = standing;
  const word = wordOf(act);
  const funds = act.legs.find(({ kind }) => kind === 'funds')!;
  const page = (leg: Leg): string | null =>
    leg.kind === 'channel' && leg.state === 'held' ? (deps.channel?.pageOf(leg.legId) ?? null) : null;
  return {
    actId: head.actId,
    providerId: head.providerId,
    visitId: head.visitId,
    personId: head.personId,
    settlementId,
    word,
    text: WORDS[word],
    statuses: statusesOf(act),
    total: act.rest === null || funds.state !== 'confirmed' ? null : ((funds.amount + act.rest) as Fen),
    rest: act.rest,
    left: act.undoing === null ? leftOf(act) : null,
    deadlineAt: word === 'choosing' || word === 'paying' ? act.deadlineAt : null,
    undoneFor: act.undoing === null ? null : REASONS[act.undoing],
    next: nextOf(standing, deps.now()),
    legs: act.legs.map(shownOf).map((leg) => {
      const { legId, kind, payer, name, state, amount, asked, reason, slipId } = leg;
      const shown = { legId, kind, payer, name, state, amount, asked, reason, slipId };
      return { ...shown, text: legText(leg), page: page(leg) };
    }),
    steps: version,
  };
}
