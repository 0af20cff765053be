import type { AuditLine } from '@zhijie/audit';
import { dateOf, type FeeCategory } from '@zhijie/kernel';
import type { InputOf, OutputOf } from '@zhijie/wire';
import { type AuditedVisit, auditVisits, type ToldFinding } from '../../care/audit/service.ts';
import type { AuditStage } from '../../care/audit/store.ts';
import { auditedKindOf } from '../../care/audit/stored.ts';
import type { CareCatalogue } from '../../care/deps.ts';
import type { HandlerOf, Handling } from '../handling.ts';

type Rows<T> = NonNullable<T> extends readonly (infer R)[] ? R : never;
type Patient = Rows<InputOf<'3101'>['request']['patients']>;
type Encounter = Rows<Patient['encounters']>;
type Order = Rows<Encounter['orders']>;

const analysis =
  (stage: AuditStage) =>
  ({ deps, call, input, answer }: Pick<Handling<'3101'>, 'deps' | 'call' | 'input' | 'answer'>) => {
    const categories = categoriesOf(deps.catalogueOf(call.institution.area));
    const { patients = [] } = input.request;
    const visits = patients.flatMap((one) =>
      (one.encounters ?? []).map((encounter) => visitOf(one, encounter, categories)),
    );
    const render = (findings: readonly ToldFinding[]) => answer({ findings: findings.map(rowOf) });
    return auditVisits(deps, call, { stage, visits }, render);
  };

export const auditBefore: HandlerOf<'3101'> = analysis('before');
export const auditDuring: HandlerOf<'3102'> = analysis('during');

type Categories = ReadonlyMap<string, FeeCategory>;

const categoriesOf = (catalogue: CareCatalogue): Categories =>
  new Map(catalogue.items().map((item) => [item.itemCode, item.category]));

function visitOf(patient: Patient, encounter: Encounter, categories: Categories): AuditedVisit {
  const { gender, birthDate, patientId: personId } = patient;
  const { admittedAt, dischargedAt, visitId, institutionId } = encounter;
  const isKnown = gender === 'male' || gender === 'female';
  const kind = auditedKindOf(encounter.careType);
  return {
    personId,
    visitId,
    providerId: institutionId,
    person: { gender: isKnown ? gender : null, birthDate },
    visit: {
      kind,
      startedOn: dateOf(admittedAt),
      endedOn: dischargedAt === undefined ? null : dateOf(dischargedAt),
    },
    lines: (encounter.orders ?? []).map((order) => lineOf(order, categories)),
  };
}

function lineOf(order: Order, categories: Categories): AuditLine {
  const { insuranceItemCode: itemCode, more } = order;
  const days = /^\d{1,3}$/.test(more?.orderDays ?? '') ? Number(more?.orderDays) : null;
  return {
    lineId: order.orderId,
    itemCode,
    itemName: order.insuranceItemName,
    category: categories.get(itemCode) ?? order.orderFeeCategory ?? null,
    unitPrice: order.price,
    quantity: order.quantity,
    amount: order.orderAmount,
    on: dateOf(order.orderedAt),
    days,
    prescription: order.prescriptionNumber ?? null,
    isLongTermOrder: order.isLongTermOrder ?? false,
    isCurrent: order.isCurrentOrder,
  };
}

type Row = OutputOf<'3101'>['findings'][number];

function rowOf({ findingId, personId, visitId, entry, evidence, excess, lines, point }: ToldFinding): Row {
  const source = point === null ? entry.source : `${entry.source}；知识点 ${point}`;
  return {
    findingId,
    ruleCode: entry.code,
    ruleName: entry.name,
    findingText: `${evidence}。${entry.advice}。`,
    patientId: personId,
    visitId,
    excessAmount: excess,
    excessState: 'known',
    severity: entry.severity,
    findingEvidence: source,
    findingKind: entry.concerns,
    lines: lines.map((line, index) => ({
      findingRowId: `${findingId}-${index + 1}`,
      patientId: personId,
      visitId,
      orderId: line.lineId,
      foundLineKind: line.excess > 0 || lines.length === 1 ? 'at-fault' : 'involved',
      excessAmount: line.excess,
    })),
  };
}
