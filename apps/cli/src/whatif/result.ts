import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PlanCliff, planCliffs } from '@zhijie/engine';
import { type Benefit, canonicalJson, LABELS } from '@zhijie/kernel';
import { POPULATION_VERSION, type VisitScope } from '@zhijie/population';
import { REPOSITORY } from '../policy-files.ts';
import { DIMENSIONS, type DimensionName, PAYERS, type Payer, PERSON_DIMENSIONS } from './dimensions.ts';
import type { Comparison } from './policies.ts';
import type { Simulated } from './simulate.ts';
import { type ChangeStatistics, changeStatistics, dividedRound, shareOf } from './statistics.ts';
import { CATASTROPHIC, SHARE_BUCKETS, type Tally } from './tally.ts';

/** Before and after, fen or a count. */
export type Pair = { readonly before: number; readonly after: number };

export type DimensionRow = {
  readonly value: string;
  readonly label: string;
  readonly visits: number;
  readonly fees: number;
  readonly fund: Pair;
  readonly borne: Pair;
  readonly winners: number;
  readonly losers: number;
  readonly gained: number;
  readonly lost: number;
  /** Of all visits of the row; negative: they pay less. */
  readonly meanChange: number;
};

export type PersonRow = {
  readonly value: string;
  readonly label: string;
  readonly persons: number;
  readonly winners: number;
  readonly losers: number;
  readonly catastrophic: Pair;
};

export type CliffChange = PlanCliff & { readonly benefit: Benefit };
/** The same cliff for the same persons at another amount, fen. */
export type MovedCliff = CliffChange & { readonly to: number };

/** Everything that was counted. Whole numbers: fen, counts, 1/10 000. */
export type WhatIfResult = {
  readonly visits: number;
  readonly persons: number;
  /** Visits that both policies settle directly: all amounts are theirs. */
  readonly settled: number;
  readonly onlyBefore: number;
  readonly onlyAfter: number;
  readonly neither: number;
  readonly refusals: readonly ({ readonly reason: string } & Pair)[];
  readonly fees: number;
  readonly payers: readonly ({ readonly payer: Payer; readonly label: string } & Pair)[];
  readonly fund: Pair;
  readonly borne: Pair;
  readonly visitChange: ChangeStatistics;
  readonly personChange: ChangeStatistics;
  readonly dimensions: readonly {
    readonly name: DimensionName;
    readonly label: string;
    readonly rows: readonly DimensionRow[];
  }[];
  readonly personDimensions: readonly {
    readonly name: DimensionName;
    readonly label: string;
    readonly rows: readonly PersonRow[];
  }[];
  /** Visits by the share that the person bears: `shares[i]` from i to i + 1 twentieths. */
  readonly shares: readonly Pair[];
  readonly meanShare: Pair;
  /** Persons who met the limit at least once in the year. */
  readonly caps: readonly ({ readonly benefit: Benefit; readonly label: string } & Pair)[];
  readonly cliffs: {
    readonly kept: number;
    readonly moved: readonly MovedCliff[];
    readonly added: readonly CliffChange[];
    readonly removed: readonly CliffChange[];
  };
};

const PERSONAL: readonly Payer[] = ['paidByPersonalAccount', 'paidInCash'];

export function resultOf(comparison: Comparison, { tally, caps }: Simulated): WhatIfResult {
  const payers = PAYERS.map((payer, index) => ({
    payer,
    label: LABELS.settlementPart[payer],
    before: tally.payersBefore[index]!,
    after: tally.payersAfter[index]!,
  }));
  const total = (isPersonal: boolean): Pair => {
    const chosen = payers.filter(({ payer }) => PERSONAL.includes(payer) === isPersonal);
    return {
      before: chosen.reduce((sum, { before }) => sum + before, 0),
      after: chosen.reduce((sum, { after }) => sum + after, 0),
    };
  };
  const borne = total(true);
  return {
    visits: tally.visits,
    persons: tally.persons,
    settled: tally.settled,
    onlyBefore: tally.onlyBefore,
    onlyAfter: tally.onlyAfter,
    neither: tally.neither,
    refusals: [...tally.refusals]
      .map(([reason, count]) => ({ reason, ...count }))
      .sort((a, b) => (a.reason < b.reason ? -1 : 1)),
    fees: tally.fees,
    payers: payers.filter(({ before, after }) => before !== 0 || after !== 0),
    fund: total(false),
    borne,
    visitChange: changeStatistics(tally.visitChanges.subarray(0, tally.settled)),
    personChange: changeStatistics(tally.personChanges.subarray(0, tally.persons)),
    dimensions: DIMENSIONS.map(({ name, label }, index) => ({ name, label, rows: rowsOf(tally, index) })),
    personDimensions: PERSON_DIMENSIONS.map((name, index) => personRows(tally, name, index)),
    shares: Array.from({ length: SHARE_BUCKETS }, (_, at) => ({
      before: tally.sharesBefore[at]!,
      after: tally.sharesAfter[at]!,
    })),
    meanShare: { before: shareOf(borne.before, tally.fees), after: shareOf(borne.after, tally.fees) },
    caps: caps.caps.map(({ benefit, label }, at) => ({
      benefit,
      label,
      before: tally.capsBefore[at]!,
      after: tally.capsAfter[at]!,
    })),
    cliffs: compareCliffs(comparison),
  };
}

function rowsOf(tally: Tally, dimension: number): DimensionRow[] {
  const { values, labels } = DIMENSIONS[dimension]!;
  return values.flatMap((value, at): DimensionRow[] => {
    const cell = (counter: Parameters<Tally['cell']>[2]): number => tally.cell(dimension, at, counter);
    const visits = cell('visits');
    if (visits === 0) return [];
    const borne = { before: cell('borneBefore'), after: cell('borneAfter') };
    return [
      {
        value,
        label: labels[at]!,
        visits,
        fees: cell('fees'),
        fund: { before: cell('fundBefore'), after: cell('fundAfter') },
        borne,
        winners: cell('winners'),
        losers: cell('losers'),
        gained: cell('gained'),
        lost: cell('lost'),
        meanChange: dividedRound(borne.after - borne.before, visits),
      },
    ];
  });
}

function personRows(
  tally: Tally,
  name: DimensionName,
  index: number,
): WhatIfResult['personDimensions'][number] {
  const { label, values, labels } = DIMENSIONS.find((dimension) => dimension.name === name)!;
  const rows = values.flatMap((value, at): PersonRow[] => {
    const cell = (counter: Parameters<Tally['personCell']>[2]): number =>
      tally.personCell(index, at, counter);
    const persons = cell('persons');
    if (persons === 0) return [];
    const catastrophic = { before: cell('catastrophicBefore'), after: cell('catastrophicAfter') };
    return [
      { value, label: labels[at]!, persons, winners: cell('winners'), losers: cell('losers'), catastrophic },
    ];
  });
  return { name, label, rows };
}

/** Which cliffs the reform adds, removes or only moves. */
function compareCliffs({ pairs }: Comparison): WhatIfResult['cliffs'] {
  const added: CliffChange[] = [];
  const removed: CliffChange[] = [];
  const moved: MovedCliff[] = [];
  let kept = 0;
  const place = ({ amount }: PlanCliff): string => String(amount);
  const shape = ({ kind, by, before, after }: PlanCliff): string => [kind, by, before, after].join();
  for (const { benefit, before, after } of pairs) {
    const old = before === null ? [] : planCliffs(before);
    const now = after === before ? [...old] : after === null ? [] : planCliffs(after);
    for (const cliff of old) {
      const same = now.findIndex((one) => place(one) === place(cliff) && shape(one) === shape(cliff));
      if (same >= 0) {
        now.splice(same, 1);
        kept += 1;
        continue;
      }
      removed.push({ benefit, ...cliff });
    }
    added.push(...now.map((cliff) => ({ benefit, ...cliff })));
  }
  for (const cliff of [...removed]) {
    const to = added.findIndex(
      (one) =>
        one.benefit === cliff.benefit &&
        shape(one) === shape(cliff) &&
        one.persons.join() === cliff.persons.join(),
    );
    if (to < 0) continue;
    moved.push({ ...cliff, to: added[to]!.amount });
    added.splice(to, 1);
    removed.splice(removed.indexOf(cliff), 1);
  }
  return { kept, moved, added, removed };
}

/** What a result is listed by. The same of all this gives the same `resultHash` on every machine. */
export type Provenance = {
  readonly pack: { readonly packId: string; readonly title: string; readonly hash: string };
  readonly overlay: {
    readonly overlayId: string;
    readonly title: string;
    readonly hash: string;
    readonly from: string | null;
    readonly isFictional: boolean;
  };
  /** Of pack and overlay together. */
  readonly hash: string;
  readonly plans: readonly {
    readonly benefit: Benefit;
    readonly before: string | null;
    readonly after: string | null;
    readonly isProvisional: boolean;
    readonly reason: string | null;
  }[];
  readonly on: string;
  readonly seed: string;
  readonly size: number;
  readonly scope: VisitScope;
  readonly engine: string;
  readonly population: number;
  readonly resultHash: string;
  readonly command: string;
};

export type WhatIfReport = { readonly provenance: Provenance; readonly result: WhatIfResult };

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

function engineVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(join(REPOSITORY, 'packages', 'engine', 'package.json'), 'utf8'),
  );
  const { version } = manifest as { version: string };
  return version;
}

/**
 * Puts a result under its name. Not hashed: the day and the file names, because the hashes of the plans say
 * which policy was in force.
 */
export function reportOf(
  comparison: Comparison,
  options: {
    readonly seed: string;
    readonly size: number;
    readonly scope: VisitScope;
    readonly command: string;
  },
  result: WhatIfResult,
): WhatIfReport {
  const { overlay, packId, packTitle, pairs, on } = comparison;
  const { seed, size, scope, command } = options;
  const plans = pairs.map(({ benefit, before, after, reason }) => ({
    benefit,
    before: before?.hash ?? null,
    after: after?.hash ?? null,
    isProvisional: (before?.provisional ?? false) || (after?.provisional ?? false),
    reason,
  }));
  const listed = {
    overlay: overlay.hash,
    plans,
    seed,
    size,
    scope,
    population: POPULATION_VERSION,
    catastrophic: CATASTROPHIC,
  };
  return {
    provenance: {
      pack: { packId, title: packTitle, hash: overlay.baseHash },
      overlay: {
        overlayId: overlay.overlayId,
        title: overlay.title,
        hash: overlay.overlayHash,
        from: overlay.from,
        isFictional: overlay.isFictional,
      },
      hash: overlay.hash,
      plans,
      on,
      seed,
      size,
      scope,
      engine: engineVersion(),
      population: POPULATION_VERSION,
      resultHash: sha256(canonicalJson({ ...listed, result })),
      command,
    },
    result,
  };
}
