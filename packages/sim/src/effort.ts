/**
 * How much the tests of the simulation run: all of it in CI, a sample of it where a person waits. Each number
 * can be said by hand; the commands of `zhijie sim` take their own.
 */
export type Effort = {
  /** Seeds of the one-stop story, half of them fixed and half salted with the commit. */
  readonly oneStopSeeds: number;
  /** Of the crash points of a one-stop act every so many-th. */
  readonly crashEvery: number;
  /** Bills of the virtual year. */
  readonly yearBills: number;
};

const ALL: Effort = { oneStopSeeds: 200, crashEvery: 1, yearBills: 10_000 };
const SAMPLE: Effort = { oneStopSeeds: 16, crashEvery: 16, yearBills: 1_500 };

const number = (text: string | undefined, otherwise: number): number =>
  text === undefined || !/^[1-9]\d*$/.test(text) ? otherwise : Number(text);

/** `CI=true` (`.ci/run`) runs all; by hand `ZHIJIE_ONE_STOP_SEEDS`, `ZHIJIE_CRASH_EVERY`, `ZHIJIE_YEAR`. */
export function effortOf(environment: Readonly<Record<string, string | undefined>>): Effort {
  const usual = environment.CI === 'true' ? ALL : SAMPLE;
  return {
    oneStopSeeds: number(environment.ZHIJIE_ONE_STOP_SEEDS, usual.oneStopSeeds),
    crashEvery: number(environment.ZHIJIE_CRASH_EVERY, usual.crashEvery),
    yearBills: number(environment.ZHIJIE_YEAR, usual.yearBills),
  };
}
