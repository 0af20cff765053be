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
  'packages/sim/src/year/year.test.ts': 500,
  'packages/sim/src/one-stop/crashes-1.test.ts': 110,
  'packages/sim/src/one-stop/crashes-2.test.ts': 110,
  'packages/engine/src/properties.test.ts': 105,
  'apps/cli/src/faces/patient-elder.test.ts': 105,
  'apps/cli/src/faces/counter.test.ts': 104,
  'packages/sim/src/run/crash-points.test.ts': 100,
  'packages/sim/src/one-stop/seeds-fixed.test.ts': 90,
  'packages/sim/src/one-stop/seeds-of-commit.test.ts': 90,
  'apps/cli/src/faces/filings.test.ts': 90,
  'apps/cli/src/faces/manual-claims.test.ts': 86,
  'packages/sim/src/run/seeds-fixed.test.ts': 70,
  'packages/sim/src/run/seeds-of-commit.test.ts': 70,
  'apps/cli/src/faces/nation-overview.test.ts': 65,
  'apps/cli/src/acceptance/processes.test.ts': 60,
  'apps/cli/src/acceptance/refusals.test.ts': 60,
  'apps/cli/src/acceptance/start.test.ts': 60,
  'apps/cli/src/acceptance/kill.test.ts': 60,
  'apps/cli/src/faces/face.test.ts': 43,
  'apps/cli/src/faces/nation-matrix.test.ts': 40,
  'apps/cli/src/browser/browser.test.ts': 38,
  'apps/cli/src/faces/reconciliation.test.ts': 38,
  'apps/cli/src/acceptance/sandbox.test.ts': 32,
  'packages/province/src/gateway/idempotency.test.ts': 31,
  'packages/province/src/gateway/mobile-payment.test.ts': 30,
  'packages/sim/src/museum/museum.test.ts': 30,
  'apps/cli/src/acceptance/wire/envelopes.test.ts': 28,
  'apps/cli/src/faces/patient-credit.test.ts': 28,
  'apps/cli/src/faces/patient-bills.test.ts': 25,
  'packages/sim/src/one-stop/museum.test.ts': 25,
  'apps/cli/src/acceptance/care-agency.test.ts': 23,
  'apps/cli/src/acceptance/act.test.ts': 23,
  'apps/cli/src/faces/patient-trust.test.ts': 23,
  'apps/cli/src/acceptance/agency.test.ts': 21,
  'apps/cli/src/acceptance/hospital.test.ts': 21,
  'apps/cli/src/acceptance/clearing.test.ts': 20,
  'apps/cli/src/acceptance/payments.test.ts': 20,
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
