/** What a hospital system shows in a run, and how each check is decided from its calls alone. */
import { isSupported, officialTransactions } from '@zhijie/wire';
import { FLOWS, hasFlow } from '../coverage/flows.ts';
import type { CallSummary } from '../record/call.ts';

export type CheckState = 'passed' | 'failed' | 'not-run';

export type CheckResult = {
  readonly id: string;
  readonly title: string;
  readonly state: CheckState;
  /** Why it failed, or what is still to do; empty for a pass. */
  readonly reason: string;
  /** The calls that decided it. */
  readonly calls: readonly string[];
};

type Check = {
  readonly id: string;
  readonly title: string;
  readonly decide: (calls: readonly CallSummary[]) => Decided;
};
type Decided = Omit<CheckResult, 'id' | 'title'>;

const passed = (calls: readonly CallSummary[] = []): Decided => ({
  state: 'passed',
  reason: '',
  calls: calls.slice(0, 5).map(({ id }) => id),
});
const failed = (reason: string, calls: readonly CallSummary[]): Decided => ({
  state: 'failed',
  reason,
  calls: calls.slice(0, 5).map(({ id }) => id),
});
const notRun = (reason: string): Decided => ({ state: 'not-run', reason, calls: [] });

const isDone = ({ end }: CallSummary): boolean => end === 'success' || end === 'file' || end === 'lost';

/** No call may be like this; without any call nothing was shown. */
const never =
  (reason: string, isWrong: (call: CallSummary) => boolean) =>
  (calls: readonly CallSummary[]): Decided => {
    if (calls.length === 0) return notRun('还没有调用');
    const wrong = calls.filter(isWrong);
    return wrong.length === 0 ? passed() : failed(reason, wrong);
  };

const MESSAGE_CHECKS: readonly Check[] = [
  {
    id: 'M1',
    title: '每个报文都能读懂：UTF-8 的 JSON，交易编号、msgid、区划、机构齐全',
    decide: never('有报文没有被受理，见所列调用的说明', (call) => call.interfaceNumber === null),
  },
  {
    id: 'M2',
    title: '办成的调用没有不符合规范的字段',
    decide: never('有字段不符合规范（包括报文头）', (call) => call.end === 'success' && call.faults > 0),
  },
  {
    id: 'M3',
    title: '同一 msgid 不用于内容不同的业务',
    decide: never('同一 msgid 用于了内容不同的请求', (call) => call.error === 'message-id-reused'),
  },
  {
    id: 'M4',
    title: '只调用接口里有的交易',
    decide: never('调用了接口里没有的交易', (call) => call.error === 'unknown-transaction'),
  },
  {
    id: 'M5',
    title: '没有被网关拒绝的签名头（强制的除外）',
    decide: never('网关拒绝了签名头', (call) => call.end === 'rejected' && call.forced === null),
  },
];

/** The transactions that every hospital system needs, as far as this network answers them. */
const NEEDED = [
  ...['9001', '1101', '2201', '2202', '2203', '2204', '2205', '2206', '2207', '2208'],
  ...['2401', '2403', '2404', '2301', '2302', '2303', '2402', '2405', '2304', '2305'],
  ...['2601', '5201', '5203', '5204', '5206', '1201', '1301', '1901', '9101', '9102', '3301'],
  ...['3101', '3102', '2501', '2503', '3201', '3202', '3260', '3261', '3262', '4101', '9002'],
];

const TRANSACTION_CHECKS: readonly Check[] = NEEDED.filter(isSupported).map((number) => ({
  id: `T${number}`,
  title: `${number} ${officialTransactions.get(number)?.label ?? ''}：至少办成一次`,
  decide: (calls) => {
    const own = calls.filter((call) => call.interfaceNumber === number);
    const done = own.filter(isDone);
    if (done.length > 0) return passed(done);
    return own.length === 0 ? notRun('还没有调用') : failed('调用过，没有办成', own);
  },
}));

function visitsOf(calls: readonly CallSummary[]): Map<string, CallSummary[]> {
  const visits = new Map<string, CallSummary[]>();
  for (const call of calls)
    if (call.visitId !== null && isDone(call))
      visits.set(call.visitId, [...(visits.get(call.visitId) ?? []), call]);
  return visits;
}

const FLOW_CHECKS: readonly Check[] = FLOWS.map((flow) => ({
  id: `F-${flow.id}`,
  title: flow.label,
  decide: (calls) => {
    for (const own of visitsOf(calls).values())
      if (
        hasFlow(
          flow,
          own.map((call) => call.interfaceNumber ?? ''),
        )
      )
        return passed(own);
    return notRun('还没有一次就诊走完这个流程');
  },
}));

const SETTLES = ['2207', '2207A', '2304', '2304A'];
/** What finds out, or undoes, a call whose answer did not come. */
const RESOLVES = ['2601', '5203', '5201'];

/**
 * After the answer to a settlement was lost: the same message id again, or a query, or the reversal by the
 * original message id — and no second settlement of the visit before that.
 */
function afterLoss(end: 'lost' | 'unknown') {
  return (calls: readonly CallSummary[]): Decided => {
    const isLost = (call: CallSummary): boolean =>
      call.end === end && SETTLES.includes(call.interfaceNumber ?? '');
    const lost = calls.filter(isLost);
    if (lost.length === 0) return notRun('还没有遇到：请在测试运行中结算');
    for (const call of lost) {
      const next = calls
        .slice(calls.indexOf(call) + 1)
        .find(
          (each) =>
            SETTLES.includes(each.interfaceNumber ?? '') || RESOLVES.includes(each.interfaceNumber ?? ''),
        );
      if (next === undefined) return failed('之后既没有按原 msgid 重发，也没有查询或冲正', [call]);
      const isSame = next.messageId === call.messageId;
      const isOther =
        SETTLES.includes(next.interfaceNumber ?? '') && next.visitId === call.visitId && !isSame;
      if (isOther) return failed('没有查清就换新 msgid 再次结算同一次就诊', [call, next]);
    }
    return passed(lost);
  };
}

/** After a forced outcome the same hospital goes on to succeed with the same transaction. */
function goesOn(kind: CallSummary['forced'], hint: string) {
  return (calls: readonly CallSummary[]): Decided => {
    const met = calls.findIndex((call) => call.forced === kind);
    if (met === -1) return notRun(hint);
    const { interfaceNumber } = calls[met]!;
    const later = calls
      .slice(met + 1)
      .filter((call) => call.interfaceNumber === interfaceNumber && isDone(call));
    const isForcedDone = kind === 'dirty-data' ? calls.slice(met + 1).some(isDone) : later.length > 0;
    return isForcedDone ? passed(later) : failed('之后没有再办成同一交易', [calls[met]!]);
  };
}

const BEHAVIOUR_CHECKS: readonly Check[] = [
  { id: 'B1', title: '结算的答复丢失后先查清，不重复结算', decide: afterLoss('lost') },
  { id: 'B2', title: '“结果未知”后先查清，不重复结算', decide: afterLoss('unknown') },
  {
    id: 'B3',
    title: '网关说“签名时间戳超时”后能恢复',
    decide: goesOn('clock-skew', '还没有遇到：请在测试运行中签到'),
  },
  {
    id: 'B4',
    title: '数字成字符串、空值成 "null"、多出键时照常工作',
    decide: goesOn('dirty-data', '还没有遇到：请在测试运行中读人员信息'),
  },
  {
    id: 'B5',
    title: '参保地暂时停机后能再次办理',
    decide: goesOn('insured-down', '还没有遇到：请在测试运行中预结算'),
  },
  {
    id: 'B6',
    title: '冲正用原 msgid，冲正对象确有其事',
    decide: (calls) => {
      const reversals = calls.filter((call) => call.interfaceNumber === '2601');
      if (reversals.length === 0) return notRun('还没有调用 2601');
      const done = reversals.filter(isDone);
      return done.length > 0 ? passed(done) : failed('2601 没有办成', reversals);
    },
  },
];

/** Every check in the order of the report. */
export const CHECKS: readonly Check[] = [
  ...MESSAGE_CHECKS,
  ...TRANSACTION_CHECKS,
  ...FLOW_CHECKS,
  ...BEHAVIOUR_CHECKS,
];

/** Decides every check from the calls of one hospital, in their order. */
export const evaluate = (calls: readonly CallSummary[]): CheckResult[] =>
  CHECKS.map(({ id, title, decide }) => ({ id, title, ...decide(calls) }));
