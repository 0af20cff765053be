import { randomBytes } from 'node:crypto';
import { type Database, type Executor, migrate, type Statement, statement } from '@zhijie/database';
import type { LineInput } from '@zhijie/engine';
import type { Question } from '@zhijie/exchange';
import { assert, monthOf, randomIdSource } from '@zhijie/kernel';
import type { SeedPerson } from '@zhijie/population';
import { createInsuredSide, type InsuredDeps, type InsuredSide, provinceMigrations } from '@zhijie/province';
import { benchBill, benchLines, benchPersons, CARE_AREA, classified, INSURED_AREA } from './material.ts';
import { inParallel } from './measure.ts';
import { type Bench, CARE_PROVINCE, INSURED_PROVINCE } from './surroundings.ts';

/** One settlement as the insured side's store sends it to the database. */
export type Prepared = {
  readonly snapshot: { readonly statement: Statement; readonly values: readonly unknown[] };
  readonly commit: { readonly statement: Statement; readonly values: readonly unknown[] };
};

/** The insured side alone, over databases that all begin alike. */
export type InsuredLab = {
  readonly bench: Bench;
  readonly persons: readonly SeedPerson[];
  /** A fresh database with the persons and no settlement. */
  fork(name: string): Promise<string>;
  /** Settles the bill number `index` of `lines` lines; throws when it is refused. */
  settler(db: Database, lines: number): (index: number) => Promise<void>;
  /** What the store sends for the first `count` bills of 20 lines, recorded while they were settled. */
  prepare(count: number): Promise<readonly Prepared[]>;
};

const PERSONS = 4000;
export const CLIENTS = 8;
const PREPARE_LINES = 20;

function sideOver({ around, installation }: Bench, db: Database): InsuredSide {
  const { fieldKeys, lookupKey, directoryKey } = installation.secretsOf(INSURED_PROVINCE);
  assert(directoryKey !== null, 'A province has the key of the directory');
  const deps: InsuredDeps = {
    node: INSURED_PROVINCE,
    areas: [INSURED_AREA],
    db,
    now: around.now,
    ids: randomIdSource((size) => Uint8Array.from(randomBytes(size))),
    policies: around.policies,
    fieldKeys,
    lookupKey,
    directoryKey,
    enqueue: async () => undefined,
  };
  return createInsuredSide(deps);
}

/** The handler of a settlement, fed with classified lines as the care side would. */
function settlerOver(
  bench: Bench,
  persons: readonly SeedPerson[],
  db: Database,
  lines: readonly LineInput[][],
) {
  const { around } = bench;
  const catalogue = around.catalogueOf(CARE_AREA);
  const settle = sideOver(bench, db).handlers['settlement.settle@1'];
  assert(settle !== undefined, 'The insured side settles');
  return async (index: number): Promise<void> => {
    const at = around.now();
    const person = persons[index % persons.length]!;
    const fees = classified(catalogue, lines[index % lines.length]!, '2026-01-01');
    const bill = benchBill(person, `V${index}`, fees, { at, catalogueHash: catalogue.hash });
    const { personId, careArea, providerId } = bill;
    const route = { careArea, insuredArea: INSURED_AREA, providerId, personId, month: monthOf(at) };
    const question: Question = {
      message: 'settlement.settle@1',
      from: CARE_PROVINCE,
      route,
      frameId: `F${index}`,
      sentAt: at,
    };
    const settlementId = `B${String(index).padStart(9, '0')}`;
    const result = await settle({ settlementId, requestedAt: at, bill }, question);
    if (!result.ok) throw new Error(`Bill ${index} was refused: ${JSON.stringify(result.refusal)}`);
  };
}

/** A database that keeps the latest statements of a settlement that passed through it. */
function recording(db: Database): { db: Database; taken: () => Prepared } {
  const latest = new Map<string, Prepared['commit']>();
  const noting =
    (executor: Executor): Executor['query'] =>
    (own, values) => {
      latest.set(own.name, { statement: own, values });
      return executor.query(own, values);
    };
  const taken = (): Prepared => {
    const snapshot = latest.get('insured.snapshot.plain');
    const commit = latest.get('insured.settlement.commit');
    assert(snapshot !== undefined && commit !== undefined, 'A settlement is one read and one commit');
    return { snapshot, commit };
  };
  return { db: { ...db, query: noting(db) }, taken };
}

const SETTLE_DOWN = statement('bench-settle-down', 'VACUUM ANALYZE');

export async function openInsuredLab(bench: Bench): Promise<InsuredLab> {
  const persons = benchPersons(bench.seed, INSURED_AREA, PERSONS);
  const template = bench.open(await bench.makeDatabase('insured'));
  await migrate(template, provinceMigrations);
  await sideOver(bench, template).seed(persons);
  await template.query(SETTLE_DOWN, []);
  // A database with connections cannot be copied.
  await template.close();
  const catalogue = bench.around.catalogueOf(CARE_AREA);
  const fork = (name: string): Promise<string> => bench.makeDatabase(name, 'insured');
  return {
    bench,
    persons,
    fork,
    settler: (db, lines) => settlerOver(bench, persons, db, benchLines(bench.seed, catalogue, lines)),
    async prepare(count) {
      const db = bench.open(await fork('recorded'));
      const lines = benchLines(bench.seed, catalogue, PREPARE_LINES);
      const settlers = Array.from({ length: CLIENTS }, () => {
        const recorder = recording(db);
        return { taken: recorder.taken, settle: settlerOver(bench, persons, recorder.db, lines) };
      });
      const prepared: Prepared[] = [];
      await inParallel(CLIENTS, count, async (index, client) => {
        const { settle, taken } = settlers[client]!;
        await settle(index);
        prepared[index] = taken();
      });
      await db.close();
      return prepared;
    },
  };
}
