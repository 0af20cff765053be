/**
 * Test support: an insured side of province 99 over a real database, the repository's packs and known
 * persons.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Database, nodeMigrations, statement } from '@zhijie/database';
import { createPolicyLibrary, type PolicyLibrary } from '@zhijie/engine';
import { evidenceMigrations } from '@zhijie/evidence';
import {
  type Bill,
  encodeBody,
  type HandlerResult,
  type MessageName,
  type Question,
  type RequestOf,
} from '@zhijie/exchange';
import { type Actor, assert, type Instant, instant, parseDateTime, seededIdSource } from '@zhijie/kernel';
import { ledgerMigrations } from '@zhijie/ledger';
import { knownPersons } from '@zhijie/population';
import type { InsuredDeps } from '../deps.ts';
import { createInsuredSide, type InsuredSide, insuredMigrations } from '../index.ts';
import { hubOutbox } from '../outbox.ts';

export const allMigrations = [
  ...evidenceMigrations,
  ...nodeMigrations,
  ...ledgerMigrations('insured_ledger'),
  ...insuredMigrations,
];

const POLICIES = fileURLToPath(new URL('../../../../../policies', import.meta.url));

let library: PolicyLibrary | undefined;

/** National packs and those of the fictional places, which insure everybody in these tests. */
const USED = /^(000000|99\d{4})-/;

/** The packs of the repository that province 99 uses, compiled once per process. */
export function examplePolicies(): PolicyLibrary {
  library ??= policiesWith((_path, text) => text);
  return library;
}

/** The same packs with changed texts. */
export function policiesWith(edit: (path: string, text: string) => string): PolicyLibrary {
  const paths = readdirSync(POLICIES, { recursive: true, encoding: 'utf8' }).filter(
    (p) => p.endsWith('.yaml') && USED.test(p),
  );
  const files = paths.map((path) => ({
    path: relative(POLICIES, join(POLICIES, path)),
    text: edit(path, readFileSync(join(POLICIES, path), 'utf8')),
  }));
  const built = createPolicyLibrary(files);
  assert(built.ok, 'the repository has sound packs');
  return built.value;
}

export const at = (text: string): Instant => {
  const parsed = parseDateTime(text);
  assert(parsed.ok, `${text} is a moment`);
  return parsed.value;
};

export type Harness = {
  readonly deps: InsuredDeps;
  readonly side: InsuredSide;
  readonly clock: { now: Instant };
  /** Asks a handler as a hospital of the care area would; both bodies are checked against the contract. */
  ask<N extends MessageName>(
    message: N,
    request: RequestOf<N>,
    from?: Partial<Question['route']>,
  ): Promise<HandlerResult<N>>;
};

export const HOSPITAL = 'H11010500001';
export const CARE_AREA = '110000';

export function harness(db: Database, own: Partial<InsuredDeps> = {}): Harness {
  const clock = { now: at('2026-03-10 09:00:00') };
  const now = () => {
    clock.now = instant(clock.now + 1);
    return clock.now;
  };
  const bytes = (fill: number) => new Uint8Array(16).fill(fill);
  const deps: InsuredDeps = {
    node: '99',
    areas: ['990100', '990101', '990102', '990103'],
    db,
    now,
    ids: seededIdSource('insured-tests'),
    policies: examplePolicies(),
    fieldKeys: [{ id: 'k1', bytes: new Uint8Array(32).fill(7) }],
    lookupKey: bytes(1),
    directoryKey: bytes(2),
    enqueue: hubOutbox(now),
    ...own,
  };
  const side = createInsuredSide(deps);
  return {
    deps,
    side,
    clock,
    async ask(message, request, from = {}) {
      const handler = side.handlers[message];
      assert(handler !== undefined, `there is a handler of ${message}`);
      const careArea = from.careArea ?? CARE_AREA;
      const route = {
        careArea,
        insuredArea: '990100',
        providerId: HOSPITAL,
        personId: '',
        month: '2026-03',
        ...from,
      };
      const question: Question = {
        message,
        from: careArea.slice(0, 2),
        route,
        frameId: 'f',
        sentAt: clock.now,
      };
      encodeBody(message, 'request', request);
      const result = (await handler(request as never, question)) as HandlerResult<typeof message>;
      if (result.ok) encodeBody(message, 'answer', result.value);
      return result as never;
    },
  };
}

/** The known persons of province 99. */
export const examplePersons = knownPersons.filter((p) => p.coverages.some((c) => c.area.startsWith('99')));

export function personId(key: string): string {
  const person = examplePersons.find((p) => p.key === key);
  assert(person !== undefined, `${key} is known`);
  return person.personId;
}

/** An inpatient bill of 30 000.00 yuan as journey 4 has it, unless said otherwise; amounts in fen. */
export function inpatientBill(own: Partial<Bill> & { personId: string; visitId: string }): Bill {
  const fees = {
    total: 3_000_000,
    excluded: 240_000,
    overLimit: 0,
    selfPaidFirst: 160_000,
    eligible: 2_600_000,
  };
  return {
    segment: 1,
    providerId: HOSPITAL,
    providerName: '北京示例医院',
    providerLevel: 'level3',
    careArea: CARE_AREA,
    insuranceType: 'resident',
    careType: 'inpatient',
    isEmergency: false,
    isInterim: false,
    usesPersonalAccount: true,
    diseaseCode: null,
    diagnoses: [{ code: 'I21.901', name: '急性心肌梗死', isMain: true }],
    admittedOn: '2026-03-01',
    dischargedOn: '2026-03-10',
    catalogueHash: 'c'.repeat(64),
    fees: { kind: 'categories', rows: [{ category: 'western-drug', fees: own.totals ?? fees }] },
    totals: fees,
    ...own,
  };
}

/** Journey 1's outpatient bill of 168.00 yuan at home. */
export function outpatientBill(own: Partial<Bill> & { personId: string; visitId: string }): Bill {
  const row = (lineId: string, itemCode: string, fees: Bill['totals']) => ({
    lineId,
    itemCode,
    itemName: lineId,
    category: 'western-drug',
    occurredOn: '2026-03-10',
    fees,
  });
  const rows = [
    row('1', '991102000010000', { total: 5000, excluded: 0, overLimit: 0, selfPaidFirst: 0, eligible: 5000 }),
    row('2', 'XZ99ZZA004A001010100004', {
      total: 9800,
      excluded: 0,
      overLimit: 0,
      selfPaidFirst: 980,
      eligible: 8820,
    }),
    row('3', '991102000020000', { total: 2000, excluded: 2000, overLimit: 0, selfPaidFirst: 0, eligible: 0 }),
  ];
  return {
    ...inpatientBill(own),
    providerId: 'H99010100001',
    careArea: '990100',
    careType: 'outpatient',
    admittedOn: '2026-03-10',
    dischargedOn: '2026-03-10',
    fees: { kind: 'lines', rows },
    totals: { total: 16_800, excluded: 2000, overLimit: 0, selfPaidFirst: 980, eligible: 13_820 },
    ...own,
  };
}

export const SYSTEM: Actor = { id: 'node', kind: 'system', node: '99', areas: [], roles: [] };
export const agencyOf = (area: string): Actor => ({
  id: `agency-${area}`,
  kind: 'agency',
  node: '99',
  areas: [area],
  roles: [],
});
export const personActor = (id: string): Actor => ({ id, kind: 'person', node: '99', areas: [], roles: [] });

const logCount = statement(
  'insured.testing.log-count',
  'select count(*) as entries from insured.access_log where person_id = $1',
);

/** How many entries the access log has of a person. */
export async function logEntries(db: Database, id: string): Promise<number> {
  return (await db.query<{ entries: number }>(logCount, [id]))[0]?.entries ?? 0;
}

/** The value of an answer that was no refusal. */
export function valueIn<T>(result: { ok: true; value: T } | { ok: false; refusal: unknown }): T {
  assert(result.ok, `refused: ${JSON.stringify(result)}`);
  return result.value;
}
