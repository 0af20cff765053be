import { statement, useTestDatabase } from '@zhijie/database';
import { type Actor, lineAmount, quantity, unitPrice } from '@zhijie/kernel';
import type { InputOf } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditStoredVisit } from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import { codeOf, HOSPITAL, type Hospital, hospital, ITEMS, inpatientLines } from '../testing/hospital.ts';
import {
  admission,
  dischargeOf,
  PERSON,
  personOf,
  registration,
  settlementOf,
  visitWithBatch,
} from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

const person = personOf(PERSON);
const WOMAN_ONLY = '002101030300000';
const DRUG = 'XZ99ZZA001A001010100001';
type Rows<T> = NonNullable<T> extends readonly (infer R)[] ? R : never;
type Patient = Rows<InputOf<'3101'>['request']['patients']>;
type Order = Rows<Rows<Patient['encounters']>['orders']>;

const order = (itemCode: string, own: Partial<Order> = {}): Order => ({
  orderId: 'R1',
  insuranceItemCode: itemCode,
  insuranceItemName: '示例项目',
  quantity: quantity(10_000),
  price: unitPrice(40_000_000),
  orderAmount: lineAmount(unitPrice(40_000_000), quantity(10_000)),
  orderedAt: at('2026-03-10 08:30:00'),
  isCurrentOrder: true,
  more: {},
  ...own,
});

function asked(
  orders: readonly Order[],
  own: { visitId?: string; providerId?: string; gender?: 'male' } = {},
) {
  const visitId = own.visitId ?? 'HIS-NOT-YET';
  return {
    request: {
      patients: [
        {
          patientId: person.personId,
          gender: own.gender ?? 'male',
          birthDate: person.certificate.replace(/^.{6}(\d{4})(\d{2})(\d{2}).*$/, '$1-$2-$3') as never,
          currentVisitId: visitId,
          encounters: [
            {
              visitId,
              institutionId: own.providerId ?? HOSPITAL,
              careType: 'outpatient',
              admittedAt: at('2026-03-10 08:00:00'),
              diagnoses: [],
              orders,
              operations: [],
            },
          ],
        },
      ],
    },
  } satisfies InputOf<'3101'>;
}

const FINDINGS = statement(
  'test-findings',
  `SELECT f.rule, f.stage, r.response, r.reason FROM care.audit_finding f
   LEFT JOIN care.audit_response r USING (finding_id) ORDER BY f.found_at, f.rule`,
);

describe('V-15 audit before and during treatment', () => {
  it('names line, rule, severity, evidence and what to do; a sound order is told nothing', async () => {
    const { findings } = await beijing.must(
      '3101',
      asked([order(WOMAN_ONLY), order(DRUG, { orderId: 'R2' })]),
    );
    expect(findings).toMatchObject([
      {
        ruleName: '项目区分性别',
        severity: 'definite',
        excessAmount: 4000,
        findingKind: 'item',
        lines: [{ orderId: 'R1', foundLineKind: 'at-fault', excessAmount: 4000 }],
      },
    ]);
    expect(findings[0]!.findingText).toMatch(/限女性，患者为男性。请核对患者性别/);
    expect(findings[0]!.findingEvidence).toContain('知识点 G-0001/1');
    expect(await beijing.must('3102', asked([order(DRUG)]))).toEqual({ findings: [] });
  });

  it('a reminder carries no amount and never blocks: the visit settles all the same', async () => {
    const long = order(DRUG, { more: { orderDays: '14' } });
    const visit = await visitWithBatch(beijing);
    const { findings } = await beijing.must('3102', asked([long], { visitId: visit.visitId }));
    expect(findings).toMatchObject([{ severity: 'doubtful', excessAmount: 0 }]);
    const { settlement } = await beijing.must('2207', settlementOf(visit));
    expect(settlement.settlementId).not.toBe('');
  });

  it('of a registered visit the register’s sex counts, and it must be this person’s and this hospital’s', async () => {
    const { visitId } = await beijing.must('2201', registration(person), { insuredRegion: '990100' });
    const [visit] = await care.query<{ gender: string }>(
      statement('test-gender', 'SELECT gender FROM care.visit WHERE visit_id = $1'),
      [visitId],
    );
    const { findings } = await beijing.must('3101', asked([order(WOMAN_ONLY)], { visitId }));
    expect(findings).toHaveLength(visit!.gender === 'female' ? 0 : 1);
    const foreign = asked([order(WOMAN_ONLY)], { providerId: 'H31010100001' });
    expect(codeOf(await beijing.call('3101', foreign))).toBe('operator-not-allowed');
    const other = asked([order(WOMAN_ONLY)], { visitId });
    const someone = { ...other.request.patients[0]!, patientId: 'somebody-else' };
    expect(codeOf(await beijing.call('3101', { request: { patients: [someone] } }))).toBe(
      'visit-person-mismatch',
    );
  });

  it('a doctor goes on with a reason, or changes the order; each answer stands once', async () => {
    const { findings } = await beijing.must('3101', asked([order(WOMAN_ONLY)]));
    const answeredFindingId = findings[0]!.findingId;
    const told = (own: object, auditStage: 'before' | 'during' = 'before') =>
      beijing.call('3103', {
        feedback: {
          auditStage,
          responses: [{ answeredFindingId, auditResponse: 'continued', ...own }],
        },
      } as InputOf<'3103'>);
    expect(codeOf(await told({}))).toBe('finding-reason-missing');
    expect(codeOf(await told({ responseReason: '证件性别登记有误' }, 'during'))).toBe('finding-not-found');
    expect(codeOf(await told({ answeredFindingId: 'nobody', responseReason: 'x' }))).toBe(
      'finding-not-found',
    );
    expect(codeOf(await told({ responseReason: '证件性别登记有误' }))).toBe('success');
    expect(codeOf(await told({ responseReason: '证件性别登记有误' }))).toBe('success');
    expect(codeOf(await told({ auditResponse: 'changed' }))).toBe('finding-already-answered');
    const rows = await care.query(FINDINGS, []);
    expect(rows.at(-1)).toEqual({
      rule: 'item-of-other-gender',
      stage: 'before',
      response: 'continued',
      reason: '证件性别登记有误',
    });
  });

  it('G-01 supervision asks the same rules over the stored visit; its own agency only', async () => {
    const { visitId } = await beijing.must('2401', admission(person), { insuredRegion: '990100' });
    const stay = { visitId, personId: person.personId };
    await beijing.must('2301', inpatientLines(stay, 'L', [[ITEMS.bed, '60.00', '7']]));
    await beijing.must('2402', dischargeOf(stay));
    const agency = (area: string): Actor => {
      const own = { node: area.slice(0, 2), areas: [area], roles: [] };
      return { id: `agency-${area}`, kind: 'agency', ...own };
    };
    const { deps } = network.care.care;
    const asked = { providerId: HOSPITAL, visitId };
    expect(await auditStoredVisit(deps, agency('110000'), asked)).toMatchObject({
      value: [{ rule: 'bed-days-beyond-stay', excess: 12_000, lines: [{ lineId: 'L-1' }] }],
    });
    expect(await auditStoredVisit(deps, agency('310000'), asked)).toMatchObject({
      refusal: { code: 'not-permitted' },
    });
    expect(await auditStoredVisit(deps, agency('110000'), { ...asked, visitId: 'none' })).toMatchObject({
      refusal: { code: 'visit-unknown' },
    });
  });

  it('the same message id finds once; what was found is never changed', async () => {
    const before = await care.query(FINDINGS, []);
    const message = { messageId: 'AUDIT-TWICE' };
    const first = await beijing.must('3101', asked([order(WOMAN_ONLY)]), message);
    expect(await beijing.must('3101', asked([order(WOMAN_ONLY)]), message)).toEqual(first);
    expect(await care.query(FINDINGS, [])).toHaveLength(before.length + 1);
    const change = statement('test-change-finding', 'UPDATE care.audit_finding SET excess = 0');
    await expect(care.query(change, [])).rejects.toThrow(/append-only/);
  });
});
