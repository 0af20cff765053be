import { formatDateTime, formatQuantity, instant, type Quantity } from '@zhijie/kernel';
import { APPROVAL_KIND_LABELS } from '../../api/agency/index.ts';
import { wrongCall } from '../command.ts';
import { keyOf, listOf, missing, printList, type Work } from './arguments.ts';
import { printOutcome, textOf } from './client.ts';

export const APPROVALS_USAGE = `
  zhijie agency approvals require 医疗目录编码 --kind drug|item|operation --from 2026-05-01 [--until …]
      --reason 理由（登记须事前审批的药品、项目或手术）
  zhijie agency approvals apply --provider 机构编号 --person 人员编号 --item 医疗目录编码 --diagnosis I25.103
      --quantity 3 --materials 材料,材料 --reason 理由
  zhijie agency approvals list [--level 1|2] [--limit 50] [--after 上一页的 next]
  zhijie agency approvals approve|reject 审批编号 --from 有效期起 --until 有效期止 [--quantity 批准数量] --reason 理由
      初审、复审由两人办理（--operator）`;

export const APPROVALS_OPTIONS = ['kind', 'item', 'diagnosis', 'quantity', 'materials', 'level'] as const;

type Approval = {
  readonly approvalId: string;
  readonly providerId: string;
  readonly personId: string;
  readonly itemCode: string;
  readonly diagnosisCode: string;
  readonly reason: string;
  readonly materials: readonly string[];
  readonly quantity: Quantity;
  readonly state: keyof typeof STATES;
  readonly endsOn: string | null;
  readonly submittedAt: number;
};

const STATES = { submitted: '待初审', reviewed: '待复审', approved: '已同意', rejected: '不同意' } as const;

type Item = { readonly itemCode: string; readonly kind: string; readonly fromOn: string };

const requireApproval: Work = async (client, values, usage, itemCode) => {
  if (itemCode === undefined) return wrongCall('缺少医疗目录编码：zhijie agency approvals require X…', usage);
  const lacks = missing(values, ['kind', 'from', 'reason']);
  if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
  const answer = await client.post<{ outcome: 'applied' | 'unchanged'; item: Item }>('approval-items', {
    itemCode,
    kind: textOf(values, 'kind'),
    fromOn: textOf(values, 'from'),
    untilOn: textOf(values, 'until'),
    reason: textOf(values, 'reason'),
  });
  return printOutcome(answer, values, ({ item }) => {
    const kind = APPROVAL_KIND_LABELS[item.kind] ?? item.kind;
    return `${kind} ${item.itemCode} 自 ${item.fromOn} 起须事前审批；没有审批的按自费处理`;
  });
};

type Decided = { readonly outcome: 'applied' | 'unchanged'; readonly approval: Approval };

const told = ({ approval }: Decided): string => {
  const until = approval.endsOn === null ? '' : `，有效期至 ${approval.endsOn}`;
  const { approvalId, state, quantity } = approval;
  return `审批 ${approvalId} ${STATES[state]}，数量 ${formatQuantity(quantity)}${until}`;
};

const applyForApproval: Work = async (client, values, usage) => {
  const lacks = missing(values, [
    'provider',
    'person',
    'item',
    'diagnosis',
    'quantity',
    'materials',
    'reason',
  ]);
  if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
  const answer = await client.post<Decided>('approvals', {
    requestKey: keyOf(values),
    providerId: textOf(values, 'provider'),
    personId: textOf(values, 'person'),
    itemCode: textOf(values, 'item'),
    diagnosisCode: textOf(values, 'diagnosis'),
    quantity: textOf(values, 'quantity'),
    materials: listOf(values, 'materials'),
    reason: textOf(values, 'reason'),
  });
  return printOutcome(answer, values, told);
};

const decided =
  (decision: 'approve' | 'reject'): Work =>
  async (client, values, usage, approvalId) => {
    if (approvalId === undefined) return wrongCall('缺少审批编号', usage);
    const lacks = missing(values, ['from', 'until', 'reason']);
    if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
    const path = `approvals/${encodeURIComponent(approvalId)}/decision`;
    const answer = await client.post<Decided>(path, {
      decision,
      startsOn: textOf(values, 'from'),
      endsOn: textOf(values, 'until'),
      quantity: textOf(values, 'quantity'),
      reason: textOf(values, 'reason'),
    });
    return printOutcome(answer, values, told);
  };

const linesOf = (one: Approval): string[] => [
  `${one.approvalId}  ${formatDateTime(instant(one.submittedAt))}  机构 ${one.providerId}`,
  `    人员 ${one.personId}，项目 ${one.itemCode} × ${formatQuantity(one.quantity)}，诊断 ${one.diagnosisCode}`,
  `    ${one.reason}；材料：${one.materials.join('、')}`,
];

const listApprovals: Work = (client, values) =>
  printList<Approval>(client, values, {
    path: 'approvals',
    query: { level: textOf(values, 'level') },
    linesOf,
    none: '没有待审批的申请',
  });

/** What `zhijie agency approvals` does: special items that a care place approves before use. */
export const APPROVALS_WORK: Readonly<Record<string, Work>> = {
  require: requireApproval,
  apply: applyForApproval,
  list: listApprovals,
  approve: decided('approve'),
  reject: decided('reject'),
};
