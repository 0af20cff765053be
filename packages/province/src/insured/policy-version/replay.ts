/** Computes stored settlements again with the policy of the day and compares them byte for byte. */
import { type Executor, statement } from '@zhijie/database';
import { type AdjudicationInput, adjudicate, type Plan, planFromDocument } from '@zhijie/engine';
import type { Decision } from '@zhijie/exchange';
import { ok, type Refusal, type Result } from '@zhijie/kernel';
import { countersToArray } from '../accumulator/counters.ts';
import { PARTS } from '../settlement/columns.ts';
import { type Computed, computedOf, computedOfYears } from '../settlement/decide.ts';
import type { EarlierFacts } from '../settlement/facts.ts';
import { adjudicateYears } from '../settlement/new-year.ts';
import { readVersions } from './store.ts';

export type ReplayBreach = {
  readonly settlementId: string;
  /** `no-version`: its policy was not kept. `unreadable-version`: kept, but it cannot be read. */
  readonly kind: 'no-version' | 'unreadable-version' | 'differs';
  readonly detail: string;
};

export type Replay = {
  readonly replayed: number;
  /** Policies of the day that were used. */
  readonly versions: number;
  readonly breaches: readonly ReplayBreach[];
};

type Row = {
  readonly person_id: string;
  readonly settlement_id: string;
  readonly benefit_pack_hash: string;
  readonly input: string;
  readonly answer: string;
  readonly delta: readonly number[];
  readonly parts: Readonly<Record<string, number>>;
  /** The part in the policy year before, of a stay that was split (V-11). */
  readonly earlier: Pick<EarlierFacts, 'input' | 'delta'> | null;
};

const COLUMNS = `person_id, settlement_id, benefit_pack_hash, input, answer, delta,
   (select json_build_object('input', e.input, 'delta', e.delta) from insured.settlement_earlier_year e
     where e.person_id = s.person_id and e.settlement_id = s.settlement_id) as earlier,
   json_build_object(${PARTS.map(([, column]) => `'${column}', ${column}`).join(', ')}) as parts`;

const page = statement(
  'insured.replay.page',
  `select ${COLUMNS} from insured.settlement s
   where state <> 'never-settled' and (person_id, settlement_id) > ($1, $2)
   order by person_id, settlement_id limit $3`,
);
const sample = statement(
  'insured.replay.sample',
  `select ${COLUMNS} from insured.settlement s
   where state <> 'never-settled' order by md5($1::text || settlement_id), settlement_id limit $2`,
);

const AT_ONCE = 500;

export type ReplayOptions = {
  /** How many, chosen by the seed; all of them unless given. */
  readonly sample?: number;
  readonly seed?: string;
  readonly onProgress?: (replayed: number) => void;
};

/**
 * Adjudicates stored settlements again, reversed ones too, from their stored input and the policy kept under
 * their hash, and compares split, steps, counters and words with what was answered. Reads no packs.
 */
export async function replaySettlements(db: Executor, options: ReplayOptions = {}): Promise<Replay> {
  const plans = new Map<string, Plan | ReplayBreach['kind']>();
  const breaches: ReplayBreach[] = [];
  let replayed = 0;
  for await (const rows of pagesOf(db, options)) {
    await loadPlans(db, plans, rows);
    for (const row of rows) {
      const breach = breachOf(row, plans.get(row.benefit_pack_hash)!);
      if (breach !== null) breaches.push(breach);
    }
    replayed += rows.length;
    options.onProgress?.(replayed);
  }
  const versions = [...plans.values()].filter((plan) => typeof plan !== 'string').length;
  return { replayed, versions, breaches };
}

async function* pagesOf(db: Executor, options: ReplayOptions): AsyncGenerator<readonly Row[]> {
  if (options.sample !== undefined) {
    yield await db.query<Row>(sample, [options.seed ?? '1', options.sample]);
    return;
  }
  let after: readonly [string, string] = ['', ''];
  for (;;) {
    const rows = await db.query<Row>(page, [...after, AT_ONCE]);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) return;
    after = [last.person_id, last.settlement_id];
  }
}

async function loadPlans(
  db: Executor,
  plans: Map<string, Plan | ReplayBreach['kind']>,
  rows: readonly Row[],
): Promise<void> {
  const wanted = [...new Set(rows.map((row) => row.benefit_pack_hash))].filter((hash) => !plans.has(hash));
  for (const hash of wanted) plans.set(hash, 'no-version');
  for (const { hash, document } of await readVersions(db, wanted)) {
    const plan = planFromDocument(document);
    plans.set(hash, plan.ok && plan.value.hash === hash ? plan.value : 'unreadable-version');
  }
}

const DETAILS = {
  'no-version': '没有留存所用的政策版本',
  'unreadable-version': '留存的政策版本无法读取，或与其编号不符',
} as const;

function breachOf(row: Row, plan: Plan | ReplayBreach['kind']): ReplayBreach | null {
  const settlementId = row.settlement_id;
  if (plan === 'differs') return null;
  if (typeof plan === 'string')
    return { settlementId, kind: plan, detail: `${DETAILS[plan]} ${row.benefit_pack_hash}` };
  const differs = (detail: string): ReplayBreach => ({ settlementId, kind: 'differs', detail });
  const again = computedAgain(plan, row);
  if (!again.ok) return differs(`现在被拒绝：${again.refusal.code}`);
  const { computed, deltas } = again.value;
  const { parts } = computed;
  const column = PARTS.find(([name, stored]) => parts[name] !== Number(row.parts[stored]));
  if (column !== undefined)
    return differs(`${column[1]} 存为 ${row.parts[column[1]]} 分，重算为 ${parts[column[0]]} 分`);
  const stored = [row.delta, ...(row.earlier === null ? [] : [row.earlier.delta])];
  if (deltas.join('/') !== stored.join('/')) return differs('年度累计的增量不同');
  const answer = JSON.stringify({ ...(JSON.parse(row.answer) as Decision), ...computed });
  return answer === row.answer ? null : differs(`答复不同：${firstDifference(row.answer, answer)}`);
}

type Again = { readonly computed: Computed; readonly deltas: readonly (readonly number[])[] };

/** From the stored input; of a stay that was split from both of its years, the later one's delta first. */
function computedAgain(plan: Plan, row: Row): Result<Again, Refusal> {
  const input = JSON.parse(row.input) as AdjudicationInput;
  if (row.earlier === null) {
    const outcome = adjudicate(plan, input);
    if (!outcome.ok) return outcome;
    const computed = computedOf(plan, outcome.value, input);
    return ok({ computed, deltas: [countersToArray(outcome.value.delta)] });
  }
  const before = JSON.parse(row.earlier.input) as AdjudicationInput;
  const outcome = adjudicateYears(plan, { before, after: input });
  if (!outcome.ok) return outcome;
  const years = [outcome.value.after, outcome.value.before];
  const deltas = years.map(({ result }) => countersToArray(result.delta));
  return ok({ computed: computedOfYears(plan, outcome.value), deltas });
}

const SHOWN = 60;

function firstDifference(stored: string, again: string): string {
  let at = 0;
  while (stored[at] === again[at]) at += 1;
  const from = Math.max(0, at - SHOWN / 2);
  return `存为 …${stored.slice(from, from + SHOWN)}…，重算为 …${again.slice(from, from + SHOWN)}…`;
}
