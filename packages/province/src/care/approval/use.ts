import type { Executor } from '@zhijie/database';
import { type CalendarDate, dateOf, formatQuantity, type Quantity } from '@zhijie/kernel';
import type { UploadedLine } from '../fee-line/split.ts';
import type { FeeLine } from '../fee-line/store.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import type { LockedVisit, Visit } from '../visit/store.ts';
import {
  type Approval,
  type ApprovalItem,
  type ApprovalUse,
  lockApprovalsFor,
  readApprovalItems,
  saveUses,
} from './store.ts';

/** What pre-approval makes of one line: held by an approval, or self-paid for a reason. */
export type Ruling =
  | { readonly approvalId: string; readonly remark: null }
  | { readonly approvalId: null; readonly remark: string };

export type Rulings = ReadonlyMap<string, Ruling>;

const NONE: Rulings = new Map();

type Usable = Approval & { readonly used: number };

/**
 * Rules on the charges of an upload whose items need approval in the care place: each is held by an
 * approval of this person at this institution that is in force on its day and has enough left, otherwise it
 * is self-paid with the reason. Items that need none have no ruling. The visit must be locked; the
 * approvals are locked here.
 */
export async function ruleOnApprovals(
  tx: Executor,
  visit: Visit & Pick<LockedVisit, 'hasApprovalItems'>,
  lines: readonly UploadedLine[],
): Promise<Rulings> {
  if (visit.hasApprovalItems === false) return NONE;
  const codes = [...new Set(lines.map(({ itemCode }) => itemCode))];
  const items = new Map(
    (await readApprovalItems(tx, visit.careArea, codes)).map((one) => [one.itemCode, one]),
  );
  const asking = lines.filter((line) => line.originalLineNumber === null && isAsked(line, items));
  if (asking.length === 0) return NONE;
  const known: Usable[] = await lockApprovalsFor(tx, visit, [...items.keys()]);
  const left = new Map(known.map((one) => [one.approvalId, one.quantity - one.used]));
  const rulings = new Map<string, Ruling>();
  for (const line of asking) {
    const ruling = rule(line, known, left);
    if (ruling.approvalId !== null) {
      left.set(ruling.approvalId, left.get(ruling.approvalId)! - line.quantity);
    }
    rulings.set(line.lineNumber, ruling);
  }
  return rulings;
}

function isAsked(line: UploadedLine, items: ReadonlyMap<string, ApprovalItem>): boolean {
  const item = items.get(line.itemCode);
  const on = dateOf(line.occurredAt);
  return item !== undefined && item.fromOn <= on && (item.untilOn === null || on <= item.untilOn);
}

const inForce = ({ state, startsOn, endsOn }: Approval, on: CalendarDate): boolean =>
  state === 'approved' && startsOn! <= on && on <= endsOn!;

function rule(line: UploadedLine, known: readonly Usable[], left: ReadonlyMap<string, number>): Ruling {
  const on = dateOf(line.occurredAt);
  const own = known.filter(({ itemCode }) => itemCode === line.itemCode);
  const running = own.filter((one) => inForce(one, on));
  const holding = running.find(({ approvalId }) => left.get(approvalId)! >= line.quantity);
  if (holding !== undefined) return { approvalId: holding.approvalId, remark: null };
  return { approvalId: null, remark: `${reasonOf(own, running, { on, left })}，按自费处理` };
}

function reasonOf(
  own: readonly Approval[],
  running: readonly Approval[],
  { on, left }: { readonly on: CalendarDate; readonly left: ReadonlyMap<string, number> },
): string {
  const [first] = running;
  if (first !== undefined) {
    const rest = Math.max(...running.map(({ approvalId }) => left.get(approvalId)!));
    return `事前审批余量不足（剩余 ${formatQuantity(rest as Quantity)}）`;
  }
  const approved = own.find(({ state }) => state === 'approved');
  if (approved !== undefined) return `事前审批有效期 ${approved.startsOn} 至 ${approved.endsOn}，不含 ${on}`;
  if (own.some(({ state }) => state === 'submitted' || state === 'reviewed')) return '事前审批尚未办结';
  if (own.some(({ state }) => state === 'rejected')) return '事前审批未获同意';
  return '该项目须事前审批，未查到审批';
}

/** A line as its ruling leaves it: approved, or refused to the fund with a remark. */
export function ruledLine(line: UploadedLine, ruling: Ruling | undefined): UploadedLine {
  if (ruling === undefined) return line;
  // A hospital that says no itself (2) is taken at its word.
  const isHeld = ruling.approvalId !== null && line.approval !== 'rejected';
  return isHeld
    ? { ...line, approval: 'approved', details: { ...line.details, approvalId: ruling.approvalId } }
    : { ...line, approval: 'rejected', details: { ...line.details, splitRemark: ruling.remark } };
}

/**
 * Keeps what lines use of approvals; a refund gives back what its original used. Refusal:
 * `approval-used-up`, when another call used the rest since the lines were ruled on.
 */
export async function useApprovals(
  tx: Executor,
  visit: Pick<Visit, 'providerId' | 'visitId' | 'personId'>,
  lines: readonly FeeLine[],
): Promise<CareRefusal | null> {
  const held = lines.filter(({ details }) => typeof details.approvalId === 'string');
  if (held.length === 0) return null;
  const uses: ApprovalUse[] = held.map(({ lineNumber, quantity, details }) => ({
    lineNumber,
    quantity,
    approvalId: String(details.approvalId),
  }));
  await saveUses(tx, visit, uses);
  const codes = held.map(({ itemCode }) => itemCode);
  const over = (await lockApprovalsFor(tx, visit, codes)).find((one) => one.used > one.quantity);
  return over === undefined
    ? null
    : careRefusal('approval-used-up', 'itemCode', { itemCode: over.itemCode }).refusal;
}
