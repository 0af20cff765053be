import type { Duty, Notice } from '@zhijie/clearing';
import { clearingNoticeDocument, type Paper } from '@zhijie/documents';
import type { ClearingView } from '@zhijie/exchange';
import { nationalViewOf } from '@zhijie/hub';
import {
  calendarDate,
  ok,
  PROVINCE_NAMES,
  parseMonth,
  type Refusal,
  type Result,
  refuse,
  startOfDay,
  totalFen,
} from '@zhijie/kernel';
import type { Desk } from '../desk.ts';

export type NoticeKind = 'payment' | 'collection';

type Shown = ClearingView['notices'][number] | Notice;
type Due = Pick<Duty, 'step' | 'owner' | 'due'> | ClearingView['duties'][number];

const DEADLINES: Readonly<Record<NoticeKind, readonly (readonly [step: string, what: string])[]>> = {
  payment: [
    ['submit-to-finance', '向同级财政部门提交用款申请'],
    ['pay', '财政部门付款'],
  ],
  collection: [['feed-back', '收到款项后向国家平台反馈']],
};

/** The first day by which any payment of the province has to be there. */
function deadlinesOf(kind: NoticeKind, duties: readonly Due[]) {
  return DEADLINES[kind].flatMap(([step, what]) => {
    const days = duties.filter((duty) => duty.step === step).map(({ due }) => String(due.on));
    const by = days.toSorted()[0];
    return by === undefined ? [] : [{ what, by }];
  });
}

function paperOf(notice: Shown, duties: readonly Due[]): Paper {
  const issuedOn = calendarDate(notice.issuedOn);
  return clearingNoticeDocument({
    kind: notice.kind,
    period: notice.period,
    province: notice.name,
    issuedOn,
    // The day of issue, not of printing: a notice printed again is the same paper.
    issuedAt: startOfDay(issuedOn),
    rows: notice.lines.map(({ name, label, amount, account }) => ({
      name,
      insurance: label,
      amount: totalFen(amount),
      account,
    })),
    employee: totalFen(notice.employee),
    resident: totalFen(notice.resident),
    total: totalFen(notice.total),
    deadlines: deadlinesOf(notice.kind, duties),
  });
}

type Found = { readonly notices: readonly Shown[]; readonly duties: readonly Due[] };

async function findNotices(
  { actor, province, hub }: Desk,
  month: string,
  of: string | undefined,
): Promise<Result<Found, Refusal>> {
  if (province !== null) {
    const view = await province.clearing.read(actor, month);
    return view.ok ? ok({ notices: view.value.notices, duties: view.value.duties }) : view;
  }
  if (of === undefined || PROVINCE_NAMES[of] === undefined) return refuse('province-missing');
  const period = parseMonth(month);
  if (!period.ok) return refuse('not-a-month', { field: 'month' });
  const state = await hub.clearing.state(period.value);
  if (state === undefined) return refuse('no-such-clearing', { detail: { period: month } });
  const { duties } = nationalViewOf(state, hub.now());
  return ok({
    notices: state.book.notices.filter(({ province: own }) => own === of),
    duties: duties.filter(({ owner }) => owner === of),
  });
}

/**
 * The payment or collection notice of a province for a month as a paper (C-02, C-09): its own, or for the
 * nation that of the province asked for. Refuses `no-notice` before the notices are issued and where there is
 * nothing to pay or to collect.
 */
export async function noticePaper(
  desk: Desk,
  month: string,
  asked: { readonly kind: NoticeKind; readonly province?: string | undefined },
): Promise<Result<Paper, Refusal>> {
  const found = await findNotices(desk, month, asked.province);
  if (!found.ok) return found;
  const notice = found.value.notices.find(({ kind }) => kind === asked.kind);
  return notice === undefined ? refuse('no-notice') : ok(paperOf(notice, found.value.duties));
}
