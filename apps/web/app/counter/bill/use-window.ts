/** What the window does next: one place decides what each key and what each scan means now. */
import type { InputRef } from 'antd';
import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import { useSession } from '../../ui/session.tsx';
import { type Payers, usePayers } from './payers.tsx';
import { type Printing, usePrinting } from './print.tsx';
import { isComplete } from './register.tsx';
import { readScan } from './scan.ts';
import { type Act, type Defaults, type Item, isOver } from './types.ts';
import { type Bill, useBill } from './use-bill.ts';
import { useDefaults } from './use-defaults.ts';
import { useFocusKept, useKeys } from './use-keys.ts';
import { knownOf } from './who.tsx';

export type Action = { readonly label: string; readonly act: () => void };
export type Entry = { readonly item: Item; readonly others: readonly Item[] };

/** The network's clock as this browser knows it. */
function useClock(): () => number {
  const { session } = useSession();
  const [skew] = useState(() => session.now - Date.now());
  return useCallback(() => Date.now() + skew, [skew]);
}

/** What a bill is at, as far as keys and scans care. */
function standingOf({ state }: Bill) {
  const { visit, act, unknown } = state;
  const isEntering = visit !== null && act === null;
  const hasLines = isEntering && visit.lines.length > 0;
  const isBlocked = unknown !== null || act?.word === 'settling';
  const mustDischarge = hasLines && visit.kind === 'inpatient' && visit.state === 'open';
  const isQuotable = hasLines && !isBlocked && !mustDischarge;
  return { isBlocked, isEntering, hasLines, mustDischarge, isQuotable };
}
type Standing = ReturnType<typeof standingOf>;

type Doing = {
  readonly bill: Bill;
  readonly payers: Payers;
  readonly defaults: Defaults;
  readonly register: () => void;
};

/** The one step that comes next: of F8 and of `+`. */
function nextOf({ bill, payers, defaults, register }: Doing, standing: Standing): Action | null {
  const { act, read, visit } = bill.state;
  if (standing.isBlocked) return null;
  if (act?.next?.is === 'hand-back' && act.next.legId !== null) {
    const { legId } = act.next;
    return { label: '确认已退现金', act: () => bill.handBack(legId) };
  }
  if (payers.isOpen) {
    const { methods, label } = payers;
    return methods === null ? null : { label, act: () => bill.pay(methods) };
  }
  if (standing.mustDischarge) return { label: '出院登记', act: () => bill.discharge(defaults) };
  if (standing.hasLines) return { label: '结算', act: bill.settle };
  return read !== null && visit === null && act === null ? { label: '登记', act: register } : null;
}

const canUndo = ({ word }: Act): boolean => ['paid', 'choosing', 'paying'].includes(word);

function undoOf(bill: Bill, isArmed: boolean, arm: (isArmed: boolean) => void): Action | null {
  const { act } = bill.state;
  if (act === null || !canUndo(act)) return null;
  const label = isArmed ? '再按一次确认' : act.word === 'paid' ? '退费' : '全部撤销';
  const press = (): void => {
    if (isArmed) bill.undo();
    arm(!isArmed);
  };
  return { label, act: press };
}

/** What a scan means now; words for the cashier when it means nothing. */
function scanned({ bill, payers, defaults }: Doing, standing: Standing, text: string): string | null {
  const { act, read: shown, visit } = bill.state;
  const isNumber = /^\d{1,2}$/.test(text);
  if (payers.isOpen && isNumber) return payers.choose(Number(text)) ? null : `没有第 ${text} 种支付方式。`;
  if (act !== null && !isOver(act))
    return '这笔费用还没有了结：请先收款或撤销，或按 Esc 放下（在“最近十笔”里可以接着办）。';
  if (shown !== null && visit === null && isNumber) {
    const waiting = shown.waiting[Number(text) - 1];
    if (waiting === undefined) return `没有第 ${text} 次待结算的就诊。`;
    bill.openVisit(waiting.visitId);
    return null;
  }
  const read = readScan(text);
  if (standing.hasLines && read.is === 'code') {
    bill.payByCode(read.code);
    return null;
  }
  if (standing.hasLines) return '这位患者的费用还没有结算：请先结算，或按 Esc 放下再读下一位。';
  if (read.is === 'words') return '不是医保码、社保卡或身份证号：请重新读码或读卡。款项没有变动。';
  bill.identify(read, defaults.careType);
  return null;
}

function printOf(bill: Bill, printing: Printing, say: (note: string) => void): Action | null {
  const { act, read } = bill.state;
  const slip = async (paid: Act): Promise<void> => {
    if (!(await printing.printSlip(paid))) say('结算单没有读到，没有打印；款项不受影响，请再按 F9。');
  };
  if (act?.settlementId != null && (act.word === 'paid' || act.word === 'undone'))
    return { label: '打印', act: () => void slip(act) };
  const todo = read?.lights.filter(({ advice }) => advice !== null) ?? [];
  if (todo.length === 0 || act !== null) return null;
  return { label: '打印待办单', act: () => printing.printToDo(todo) };
}

/** What is said, asked or taken at the moment; another bill begins with none of it. */
function useMoment({ state }: Bill) {
  const { act, visit, read } = state;
  const [entry, setEntry] = useState<Entry | null>(null);
  const [isArmed, setArmed] = useState(false);
  const [note, setNote] = useState<string | null>(null);
  const actId = act?.actId;
  const visitId = visit?.visitId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another bill begins with none of it
  useEffect(() => {
    setArmed(false);
    setNote(null);
    setEntry(null);
  }, [actId, visitId, read]);
  return { entry, setEntry, isArmed, setArmed, note, setNote };
}

/** One thing at a time, and the focus comes back. */
const pressing = (isBusy: boolean, focus: () => void) => (action: Action | null) => (): void => {
  if (action === null || isBusy) return;
  action.act();
  focus();
};

const INCOMPLETE = '登记信息不全：请补上标黄的各项。没有登记，款项没有变动。';

/** A window and its one bill; `box` is where the focus lives. */
export function useWindow(
  account: { id: string; providerId: string | null },
  box: RefObject<InputRef | null>,
) {
  const providerId = account.providerId ?? '';
  const now = useClock();
  const focus = useCallback((): void => box.current?.focus(), [box]);
  const bill = useBill({ providerId, accountId: account.id, now }, focus);
  const { read, visit, act, error, isBusy } = bill.state;
  const { defaults, change, keep } = useDefaults(providerId);
  const payers = usePayers(act);
  const printing = usePrinting();
  const { entry, setEntry, isArmed, setArmed, note, setNote } = useMoment(bill);
  useFocusKept(box);
  const known = useMemo(() => knownOf(read, visit, now()), [read, visit, now]);

  const register = (): void => {
    if (isComplete(defaults)) {
      keep(defaults);
      bill.register(defaults);
    } else setNote(INCOMPLETE);
  };
  const standing = standingOf(bill);
  const doing = { bill, payers, defaults, register };
  const goBack = (): void => {
    if (entry !== null) setEntry(null);
    else if (isArmed) setArmed(false);
    else if (!standing.isBlocked) bill.clear();
  };
  const isAnything =
    entry !== null || (!standing.isBlocked && (known !== null || error !== null || note !== null));
  const actions = {
    quote: standing.isQuotable ? { label: '预结算', act: bill.preSettle } : null,
    next: entry === null ? nextOf(doing, standing) : null,
    print: printOf(bill, printing, setNote),
    undo: standing.isBlocked ? null : undoOf(bill, isArmed, setArmed),
    back: isAnything ? { label: '返回', act: goBack } : null,
  };
  const press = pressing(isBusy, focus);
  useKeys({
    F2: focus,
    F4: press(actions.quote),
    F8: press(actions.next),
    F9: press(actions.print),
    F10: press(actions.undo),
    Escape: press(actions.back),
  });
  const scan = (typed: string): void => {
    const text = typed.trim();
    setNote(null);
    if (text !== '' && !standing.isBlocked && !isBusy) setNote(scanned(doing, standing, text));
  };
  return {
    ...{ bill, payers, printing, known, standing, actions, press, scan, focus },
    ...{ entry, setEntry, isArmed, note, defaults, change, register },
  };
}

export type Window = ReturnType<typeof useWindow>;
