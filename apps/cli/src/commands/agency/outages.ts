import { type Fen, formatDateTime, formatYuan, instant } from '@zhijie/kernel';
import { wrongCall } from '../command.ts';
import { keyOf, missing, printList, type Work } from './arguments.ts';
import { printOutcome, textOf } from './client.ts';

export const OUTAGES_USAGE = `
  zhijie agency stoppages declare --starts "2026-05-01 22:00:00" --ends "2026-05-02 02:00:00"
      --reason 理由 [--key 编号]
  zhijie agency stoppages call-off 编号
  zhijie agency claims close 就诊ID --provider 机构编号 --receipt 票据号 --reason 理由
      不能直接结算的就诊转线上手工报销
  zhijie agency claims packets --person 人员编号`;

export const OUTAGES_OPTIONS = ['starts', 'ends', 'receipt'] as const;

type Downtime = { readonly downtimeId: string; readonly startsAt: number; readonly endsAt: number };

const timeOf = (at: number): string => formatDateTime(instant(at));

const declareStoppage: Work = async (client, values, usage) => {
  const lacks = missing(values, ['starts', 'ends', 'reason']);
  if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
  const answer = await client.post<{ outcome: 'applied'; downtime: Downtime }>('downtimes', {
    requestKey: keyOf(values),
    startsAt: textOf(values, 'starts'),
    endsAt: textOf(values, 'ends'),
    reason: textOf(values, 'reason'),
  });
  return printOutcome(answer, values, ({ downtime }) => {
    const { downtimeId, startsAt, endsAt } = downtime;
    return `停机 ${downtimeId}：${timeOf(startsAt)} 至 ${timeOf(endsAt)}；医院签到时看到，期间新业务得到停机代码`;
  });
};

const callOffStoppage: Work = async (client, values, usage, id) => {
  if (id === undefined) return wrongCall('缺少停机编号：zhijie agency stoppages call-off 编号', usage);
  const path = `downtimes/${encodeURIComponent(id)}/call-off`;
  const answer = await client.post<{ outcome: 'applied' | 'unchanged' }>(path, {});
  return printOutcome(answer, values, () => `停机 ${id} 已取消或结束`);
};

type Claim = { readonly claimId: string; readonly receiptNumber: string; readonly personId: string };

const closeClaim: Work = async (client, values, usage, visitId) => {
  if (visitId === undefined) return wrongCall('缺少就诊ID：zhijie agency claims close V…', usage);
  const lacks = missing(values, ['provider', 'receipt', 'reason']);
  if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
  const answer = await client.post<{ outcome: 'applied'; claim: Claim }>('manual-claims', {
    visitId,
    providerId: textOf(values, 'provider'),
    receiptNumber: textOf(values, 'receipt'),
    reason: textOf(values, 'reason'),
  });
  return printOutcome(answer, values, ({ claim }) => {
    return `手工报销包 ${claim.claimId}（票据 ${claim.receiptNumber}）送参保地；这些明细不再直接结算`;
  });
};

type Packet = {
  readonly claimId: string;
  readonly receiptNumber: string;
  readonly reason: string;
  readonly closedAt: number;
  readonly lines: readonly unknown[];
  readonly bill: { readonly providerId: string; readonly totals: { readonly total: Fen } };
};

const linesOf = ({ claimId, receiptNumber, reason, closedAt, lines, bill }: Packet): string[] => [
  `${claimId}  ${timeOf(closedAt)}  机构 ${bill.providerId}  票据 ${receiptNumber}`,
  `    ${lines.length} 条明细，总费用 ${formatYuan(bill.totals.total)} 元；${reason}`,
];

const listPackets: Work = async (client, values, usage) => {
  const personId = textOf(values, 'person');
  if (personId === undefined) return wrongCall('缺少 --person（人员编号）', usage);
  return printList<Packet>(client, values, {
    path: 'manual-claims',
    query: { personId },
    linesOf,
    none: '没有收到该人员的手工报销包',
  });
};

/** What `zhijie agency stoppages` does. */
export const STOPPAGES_WORK: Readonly<Record<string, Work>> = {
  declare: declareStoppage,
  'call-off': callOffStoppage,
};

/** What `zhijie agency claims` does with bills that cannot be settled directly. */
export const PACKETS_WORK: Readonly<Record<string, Work>> = { close: closeClaim, packets: listPackets };
