/**
 * The order of the test files: those that take long start first, the longest of all at once, so that the two
 * workers end together. Nothing else depends on the order.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Seconds in CI, on two cores with both busy, rounded. A file belongs here from twenty seconds on; one that
 * is not here comes after, as vitest orders it.
 */
export const SECONDS: Readonly<Record<string, number>> = {
  'packages/sim/src/year/year.test.ts': 383,
  'apps/cli/src/faces/states.test.ts': 120,
  'apps/cli/src/acceptance/start.test.ts': 112,
  'packages/engine/src/properties.test.ts': 100,
  'apps/cli/src/acceptance/kill.test.ts': 99,
  'packages/sim/src/run/crash-points.test.ts': 81,
  'packages/sim/src/one-stop/seeds-fixed.test.ts': 75,
  'apps/cli/src/faces/counter.test.ts': 70,
  'packages/sim/src/run/seeds-fixed.test.ts': 69,
  'packages/sim/src/one-stop/crashes-1.test.ts': 69,
  'packages/sim/src/run/seeds-of-commit.test.ts': 68,
  'apps/cli/src/faces/patient-elder.test.ts': 63,
  'apps/cli/src/acceptance/processes.test.ts': 63,
  'packages/sim/src/one-stop/seeds-of-commit.test.ts': 56,
  'packages/sim/src/one-stop/crashes-2.test.ts': 54,
  'apps/cli/src/faces/clearing.test.ts': 52,
  'apps/cli/src/faces/policies.test.ts': 44,
  'apps/cli/src/faces/manual-claims.test.ts': 43,
  'apps/cli/src/faces/catalogue.test.ts': 43,
  'apps/cli/src/faces/nation-matrix.test.ts': 41,
  'packages/sim/src/museum/museum.test.ts': 39,
  'apps/cli/src/faces/patient-claim.test.ts': 37,
  'apps/cli/src/faces/face.test.ts': 36,
  'packages/sim/src/one-stop/museum.test.ts': 35,
  'apps/cli/src/faces/what-if.test.ts': 35,
  'apps/cli/src/faces/reconciliation.test.ts': 35,
  'apps/cli/src/faces/nation-overview.test.ts': 34,
  'apps/cli/src/faces/patient-services.test.ts': 33,
  'apps/cli/src/browser/browser.test.ts': 34,
  'apps/cli/src/faces/public.test.ts': 32,
  'apps/cli/src/faces/staff-verified.test.ts': 29,
  'apps/cli/src/faces/filings.test.ts': 29,
  'apps/cli/src/acceptance/wire/small-clients.test.ts': 29,
  'apps/cli/src/faces/agency-books.test.ts': 45,
  'apps/cli/src/faces/patient-bills.test.ts': 24,
  'apps/cli/src/acceptance/refusals.test.ts': 23,
  'packages/sim/src/run/shrink.test.ts': 22,
  'apps/cli/src/acceptance/hospital-money.test.ts': 20,
  'apps/cli/src/acceptance/wire/collection.test.ts': 21,
};

const PATHS = Object.entries(SECONDS);

/** What the table says of a file, by its path; 0 of one that it does not know. */
export const secondsOf = (path: string): number =>
  PATHS.find(([known]) => path.endsWith(`/${known}`))?.[1] ?? 0;

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => secondsOf(other.moduleId) - secondsOf(one.moduleId));
  }
}
