import { statement, useTestDatabase } from '@zhijie/database';
import { type Actor, calendarDate, type Fen, quantity } from '@zhijie/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ApprovalDecision,
  applyForApproval,
  careInvariants,
  decideApproval,
  demandApproval,
  waitingApprovals,
} from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import {
  codeOf,
  HOSPITAL,
  type Hospital,
  hospital,
  ITEMS,
  inpatientLines,
  outpatientLines,
} from '../testing/hospital.ts';
import { admission, PERSON, personOf, registration, settlementOf } from '../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

const person = personOf(PERSON);
const region = { insuredRegion: '990100' };
const clerk = (id: string, area = '110000'): Actor => ({
  id: `agency-${area}/${id}`,
  kind: 'agency',
  node: area.slice(0, 2),
  areas: [area],
  roles: [],
});
const deps = () => network.care.care.deps;
const units = (n: number) => quantity(n * 10_000);

const item = (own: object = {}, by = clerk('1')) =>
  demandApproval(deps(), by, {
    careArea: '110000',
    itemCode: ITEMS.drugB,
    kind: 'drug',
    fromOn: calendarDate('2026-01-01'),
    untilOn: null,
    reason: '特殊药品目录',
    ...own,
  });
let keys = 0;
const application = (own: object = {}, by = clerk('1')) => {
  keys += 1;
  return applyForApproval(deps(), by, {
    providerId: HOSPITAL,
    personId: person.personId,
    itemCode: ITEMS.drugB,
    diagnosisCode: 'I25.103',
    reason: '一线治疗无效',
    materials: ['病理报告', '用药申请表'],
    quantity: units(3),
    requestKey: `K${keys}`,
    ...own,
  });
};
const decide = (approvalId: string, by: Actor, own: Partial<ApprovalDecision> = {}) =>
  decideApproval(deps(), by, {
    approvalId,
    decision: 'approve',
    reason: '符合限定支付范围',
    startsOn: calendarDate('2026-03-01'),
    endsOn: calendarDate('2026-03-31'),
    quantity: null,
    ...own,
  });
async function approved(own: Partial<ApprovalDecision> = {}): Promise<string> {
  const applied = await application();
  if (!applied.ok) throw new Error(applied.refusal.code);
  const { approvalId } = applied.value.approval;
  await decide(approvalId, clerk('1'), own);
  await decide(approvalId, clerk('2'), own);
  return approvalId;
}
const end = (approvalId: string) =>
  care.query(
    statement('test-end-approval', `UPDATE care.approval SET state = 'rejected' WHERE approval_id = $1`),
    [approvalId],
  );

async function open() {
  const { visitId, personId } = await beijing.must('2201', registration(person), region);
  const startedAt = registration(person).startedAt;
  await beijing.must('2203', {
    visit: { visitId, personId, careType: 'outpatient', startedAt },
    diagnoses: [],
  });
  return { visitId, personId };
}
/** ¥120.00 each, 10 % self-paid first. */
const upload = async (count: string, batch = 'B1', visit?: Awaited<ReturnType<typeof open>>) => {
  const lines = outpatientLines(visit ?? (await open()), batch, [[ITEMS.drugB, '120.00', count]]);
  const [line] = await beijing.must('2204', lines);
  const { feeExcluded, remark, isLimitedUse } = line!;
  return { feeExcluded, remark: remark ?? '', isLimitedUse };
};

describe('pre-approval of special items', () => {
  it('is applied for with materials, reviewed by one person and decided by another, each with a reason', async () => {
    expect(await application()).toMatchObject({ refusal: { code: 'approval-not-needed' } });
    expect(await item()).toMatchObject({ value: { outcome: 'applied' } });
    expect(await item()).toMatchObject({ value: { outcome: 'unchanged' } });
    expect(await item({}, clerk('1', '310000'))).toMatchObject({ refusal: { code: 'not-permitted' } });
    expect(await item({ itemCode: 'X' })).toMatchObject({ refusal: { code: 'unknown-item' } });

    for (const [own, code] of [
      [{ materials: [] }, 'materials-missing'],
      [{ reason: ' ' }, 'reason-missing'],
      [{ diagnosisCode: '冠心病' }, 'diagnosis-malformed'],
      [{ quantity: units(0) }, 'quantity-not-positive'],
      [{ providerId: 'H99' }, 'institution-unknown'],
    ] as const) {
      expect(await application(own), code).toMatchObject({ refusal: { code } });
    }
    const first = await application({ requestKey: 'SAME' });
    expect(first).toMatchObject({ value: { outcome: 'applied', approval: { state: 'submitted' } } });
    expect(await application({ requestKey: 'SAME' })).toMatchObject({ value: { outcome: 'unchanged' } });
    expect(await application({ requestKey: 'SAME', quantity: units(9) })).toMatchObject({
      refusal: { code: 'request-key-reused' },
    });
    if (!first.ok) return;
    const { approvalId } = first.value.approval;
    const waiting = async (level: 1 | 2) => {
      const found = await waitingApprovals(deps(), clerk('2'), { level });
      return found.ok ? found.value.map((one) => one.approvalId) : [];
    };
    expect(await waiting(1)).toContain(approvalId);
    expect(await decide(approvalId, clerk('1'), { reason: '' })).toMatchObject({
      refusal: { code: 'reason-missing' },
    });
    expect(await decide(approvalId, clerk('1', '310000'))).toMatchObject({
      refusal: { code: 'not-permitted' },
    });
    expect(await decide(approvalId, clerk('1'))).toMatchObject({
      value: { approval: { state: 'reviewed' } },
    });
    expect(await decide(approvalId, clerk('1'))).toMatchObject({ value: { outcome: 'unchanged' } });
    expect(await decide(approvalId, clerk('1'), { reason: '再批一次' })).toMatchObject({
      refusal: { code: 'checker-is-maker' },
    });
    expect(await waiting(2)).toEqual([approvalId]);
    expect(await decide(approvalId, clerk('2'), { quantity: units(4) })).toMatchObject({
      refusal: { code: 'quantity-beyond-application' },
    });
    expect(await decide(approvalId, clerk('2'))).toMatchObject({
      value: { approval: { state: 'approved' } },
    });
    expect(await decide(approvalId, clerk('3'))).toMatchObject({ refusal: { code: 'approval-decided' } });
    const leaves = statement(
      'test-approval-leaves',
      `SELECT count(*)::integer AS leaves FROM evidence.journal WHERE kind = 'care.approval' AND subject = $1`,
    );
    expect(await care.query(leaves, [approvalId])).toEqual([{ leaves: 1 }]);
    await end(approvalId);
  });

  it('the database itself refuses that one person decides at both levels', async () => {
    const applied = await application();
    if (!applied.ok) throw new Error(applied.refusal.code);
    const step = statement(
      'test-two-steps',
      `INSERT INTO care.approval_step (approval_id, level, decision, reason, actor_id, decided_at)
       VALUES ($1, 1, 'approve', 'x', 'me', 0), ($1, 2, 'approve', 'x', 'me', 0)`,
    );
    const { approvalId } = applied.value.approval;
    await expect(care.query(step, [approvalId])).rejects.toThrow(/checker_is_not_maker/);
    await end(approvalId);
  });

  it('a line with an approval is paid, one with none is self-paid and says exactly why', async () => {
    const before = await upload('1');
    expect(before).toEqual({
      feeExcluded: 12_000,
      isLimitedUse: true,
      remark: '事前审批未获同意，按自费处理',
    });
    const applied = await application();
    expect((await upload('1')).remark).toBe('事前审批尚未办结，按自费处理');
    if (applied.ok) await end(applied.value.approval.approvalId);
    const approvalId = await approved();
    expect(await upload('2')).toEqual({ feeExcluded: 0, isLimitedUse: true, remark: '' });
    expect(await upload('2')).toMatchObject({
      feeExcluded: 24_000,
      remark: '事前审批余量不足（剩余 1），按自费处理',
    });
    expect((await upload('1')).feeExcluded).toBe(0);
    await end(approvalId);
    await care.query(statement('test-unuse', 'DELETE FROM care.approval_use'), []);
    await approved({ startsOn: calendarDate('2026-04-01'), endsOn: calendarDate('2026-04-30') });
    expect((await upload('1')).remark).toBe(
      '事前审批有效期 2026-04-01 至 2026-04-30，不含 2026-03-10，按自费处理',
    );
  });

  it('nobody’s approval but their own, and only for the item; other items are as ever', async () => {
    const visit = await open();
    const lines = outpatientLines(visit, 'B1', [[ITEMS.drugA, '98.00', '1']]);
    const [line] = await beijing.must('2204', lines);
    expect(line).toMatchObject({ feeExcluded: 0, isLimitedUse: false });
    const other = personOf('journey-1');
    const { visitId } = await beijing.must('2401', admission(other), region);
    const stay = { visitId, personId: other.personId };
    const [alien] = await beijing.must('2301', inpatientLines(stay, 'L', [[ITEMS.drugB, '120.00', '1']]));
    expect(alien).toMatchObject({ feeExcluded: 12_000, remark: '该项目须事前审批，未查到审批，按自费处理' });
  });

  it('a withdrawn, a refunded and a cancelled line give the quantity back; the settlement carries the split', async () => {
    const approvalId = await approved();
    const withdrawn = await open();
    expect((await upload('3', 'B1', withdrawn)).feeExcluded).toBe(0);
    await beijing.must('2205', { ...withdrawn, batchNumber: 'B1' });
    const cancelled = await open();
    expect((await upload('3', 'B1', cancelled)).feeExcluded).toBe(0);
    await beijing.must('2202', { ...cancelled, hospitalVisitNumber: 'x' });

    const { visitId } = await beijing.must('2401', admission(person), region);
    const stay = { visitId, personId: person.personId };
    await beijing.must('2301', inpatientLines(stay, 'L', [[ITEMS.drugB, '120.00', '3']]));
    const refund = inpatientLines(stay, 'R', [[ITEMS.drugB, '120.00', '-2']], { originalLineId: 'L-1' });
    await beijing.must('2301', refund);
    const visit = await open();
    expect((await upload('2', 'B1', visit)).feeExcluded).toBe(0);
    const { settlement } = await beijing.must('2207', settlementOf({ ...visit, batch: 'B1' }, 24_000 as Fen));
    expect(settlement).toMatchObject({ feeExcluded: 0, feeSelfPaidFirst: 2400 });
    expect((await upload('1')).remark).toContain('剩余 0');
    expect(await careInvariants(care, network.clock.now)).toEqual([]);
    await care.query(
      statement('test-shrink', 'UPDATE care.approval SET quantity = 10000 WHERE approval_id = $1'),
      [approvalId],
    );
    expect(await careInvariants(care, network.clock.now)).toMatchObject([
      { invariant: 'approvals-are-not-overused', subject: approvalId },
    ]);
    await care.query(
      statement('test-grow', 'UPDATE care.approval SET quantity = 30000 WHERE approval_id = $1'),
      [approvalId],
    );
    await end(approvalId);
    await care.query(statement('test-unuse', 'DELETE FROM care.approval_use'), []);
  });

  it('two uploads at the same moment never use the same rest', async () => {
    const approvalId = await approved();
    const visits = [await open(), await open(), await open()];
    const split = await Promise.all(visits.map((visit) => upload('2', 'B1', visit)));
    expect(split.map(({ feeExcluded }) => feeExcluded).toSorted((a, b) => a - b)).toEqual([
      0, 24_000, 24_000,
    ]);
    expect(await careInvariants(care, network.clock.now)).toEqual([]);
    await end(approvalId);
  });

  it('a hospital that calls a line not approved is taken at its word', async () => {
    const visit = await open();
    const [told] = outpatientLines(visit, 'B1', [[ITEMS.drugA, '98.00', '1']]);
    const reply = await beijing.call('2204', [{ ...told!, hospitalApproval: 'rejected' }]);
    expect(codeOf(reply)).toBe('success');
    expect(reply.result).toMatchObject({ value: [{ feeExcluded: 9800 }] });
  });
});
