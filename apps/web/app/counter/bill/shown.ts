import { maskName } from '@zhijie/kernel';
import { yuanText } from '../../ui/yuan.ts';
import { NOBODY, type Shown } from '../screen/channel.ts';
import { dueOf, legName, legText, payPageOf } from './act.tsx';
import type { Bill } from './use-bill.ts';
import type { Known } from './who.tsx';

/** What the patient's screen shows of a bill. */
export function shownOf({ state }: Bill, known: Known | null): Shown {
  const { visit, act, quote, unknown } = state;
  if (known === null) return NOBODY;
  const base = { ...NOBODY, maskedName: maskName(known.name) };
  if (unknown !== null || act?.word === 'settling')
    return { ...base, title: '款项状态查询中，请稍候，不会重复收费', isUnknown: true };
  if (act !== null) {
    const { label, amount } = dueOf(act);
    const parts = act.legs
      .filter(({ kind, state: word }) => kind !== 'receipt' && word !== 'planned')
      .map((leg) => ({
        id: leg.legId,
        name: legName(leg),
        amount: yuanText(leg.amount),
        text: legText(leg, act.word),
      }));
    const due = { amountLabel: label, amount: amount === null ? null : yuanText(amount) };
    return { ...base, title: act.text, ...due, parts, page: payPageOf(act) };
  }
  if (quote !== null) {
    const parts = [
      { id: 'funds', name: '医保基金', amount: yuanText(quote.funds), text: '预计' },
      { id: 'account', name: '个人账户', amount: yuanText(quote.account), text: '预计' },
    ];
    return { ...base, title: '请核对金额', amountLabel: '预计个人应付', amount: yuanText(quote.cash), parts };
  }
  const total = visit === null || visit.lines.length === 0 ? null : yuanText(visit.total);
  return { ...base, title: '正在办理', amountLabel: '费用合计', amount: total };
}
