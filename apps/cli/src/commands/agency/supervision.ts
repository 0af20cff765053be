import { formatDateTime, formatYuan, instant, LABELS } from '@zhijie/kernel';
import { FINDING_LABELS, STAFF_LABELS } from '../../api/agency/index.ts';
import { wrongCall } from '../command.ts';
import { missing, printList, type Work } from './arguments.ts';
import { printOutcome, textOf } from './client.ts';

type Staff = { readonly staffCode: string; readonly state: string; readonly fromOn: string };
type StaffAnswer = { readonly outcome: 'applied' | 'unchanged'; readonly staff: Staff };

/** `zhijie agency staff set …`: payment eligibility of a member of staff (V-18). */
export const setStaff: Work = async (client, values, usage, staffCode) => {
  if (staffCode === undefined) return wrongCall('缺少医务人员编码：zhijie agency staff set D…', usage);
  const lacks = missing(values, ['state', 'from', 'reason']);
  if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
  const answer = await client.post<StaffAnswer>(`staff/${encodeURIComponent(staffCode)}/eligibility`, {
    state: textOf(values, 'state'),
    fromOn: textOf(values, 'from'),
    untilOn: textOf(values, 'until'),
    reason: textOf(values, 'reason'),
  });
  return printOutcome(answer, values, ({ staff }) => {
    return `${staff.staffCode} 自 ${staff.fromOn} 起医保支付资格${STAFF_LABELS[staff.state] ?? staff.state}`;
  });
};

type Practitioner = { readonly staffCode: string; readonly name: string; readonly providerId: string };
type Registered = { readonly outcome: 'applied' | 'unchanged'; readonly practitioner: Practitioner };

/** `zhijie agency staff register …`: who practises at an institution (told to it by 5102). */
export const registerStaff: Work = async (client, values, usage, staffCode) => {
  if (staffCode === undefined) return wrongCall('缺少医务人员编码：zhijie agency staff register D…', usage);
  const lacks = missing(values, ['provider', 'name', 'number', 'from', 'reason']);
  if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
  const answer = await client.post<Registered>(`staff/${encodeURIComponent(staffCode)}/registration`, {
    providerId: textOf(values, 'provider'),
    name: textOf(values, 'name'),
    certificateNumber: textOf(values, 'number'),
    ownNumber: textOf(values, 'own-number'),
    licenceNumber: textOf(values, 'licence'),
    fromOn: textOf(values, 'from'),
    untilOn: textOf(values, 'until'),
    reason: textOf(values, 'reason'),
  });
  return printOutcome(answer, values, ({ practitioner: { name, providerId } }) => {
    return `${name}（${staffCode}）在 ${providerId} 执业的登记`;
  });
};

type Bill = {
  readonly settlementId: string;
  readonly providerId: string;
  readonly personId: string;
  readonly insuredArea: string;
  readonly careType: keyof typeof LABELS.careType;
  readonly settledAt: number;
  readonly feeTotal: Parameters<typeof formatYuan>[0];
  readonly paidByFunds: Parameters<typeof formatYuan>[0];
};

/** `zhijie agency trauma list`: settled trauma bills that nobody has looked at (V-09). */
export const listTrauma: Work = (client, values) =>
  printList<Bill>(client, values, {
    path: 'trauma-bills',
    rows: 'bills',
    linesOf: billLines,
    none: '没有待核查的外伤账单',
    unit: '笔',
  });

function billLines(bill: Bill): string[] {
  const settled = formatDateTime(instant(bill.settledAt));
  const amounts = `总费用 ${formatYuan(bill.feeTotal)} 元，基金支付 ${formatYuan(bill.paidByFunds)} 元`;
  return [
    `${bill.settlementId}  --provider ${bill.providerId}`,
    `    ${LABELS.careType[bill.careType]}，${settled} 结算，参保地 ${bill.insuredArea}，${amounts}`,
  ];
}

type ReviewAnswer = {
  readonly outcome: 'applied' | 'unchanged';
  readonly review: { readonly settlementId: string; readonly finding: string };
};

const reviewed =
  (finding: 'accepted' | 'questioned'): Work =>
  async (client, values, usage, settlementId) => {
    if (settlementId === undefined) return wrongCall('缺少结算编号', usage);
    if (textOf(values, 'provider') === undefined) return wrongCall('缺少 --provider（机构编号）', usage);
    const path = `trauma-bills/${encodeURIComponent(settlementId)}/review`;
    const answer = await client.post<ReviewAnswer>(path, {
      providerId: textOf(values, 'provider'),
      finding,
      isCommitmentSeen: values['commitment-seen'] === true,
      note: textOf(values, 'reason') ?? '',
    });
    return printOutcome(answer, values, ({ review }) => {
      return `结算 ${review.settlementId}，核查结论：${FINDING_LABELS[review.finding] ?? review.finding}`;
    });
  };

export const acceptTrauma = reviewed('accepted');
export const questionTrauma = reviewed('questioned');
