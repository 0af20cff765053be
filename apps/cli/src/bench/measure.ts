/** What one measured stretch of work gave. Latencies in milliseconds. */
export type Sample = {
  readonly done: number;
  readonly seconds: number;
  readonly latencies: readonly number[];
};

/** A stretch of work: `work` answers false when its material is used up. */
export type Loop = {
  readonly clients: number;
  readonly milliseconds: number;
  readonly work: (client: number) => Promise<boolean>;
};

/** Every client begins its next piece when the last one ended, until the time is over. */
export async function closedLoop({ clients, milliseconds, work }: Loop): Promise<Sample> {
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + milliseconds;
  const client = async (index: number): Promise<void> => {
    for (let begun = performance.now(); begun < end; begun = performance.now()) {
      if (!(await work(index))) return;
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  return { done: latencies.length, seconds: (performance.now() - start) / 1000, latencies };
}

/** Does all pieces with some of them at a time, as fast as it goes; for preparations. */
export async function inParallel(
  clients: number,
  count: number,
  work: (index: number, client: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const client = async (own: number): Promise<void> => {
    while (next < count) await work(next++, own);
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
}

/** The value below which this share of the sample lies (nearest rank); 0 of an empty sample. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function joined(samples: readonly Sample[]): Sample {
  return {
    done: samples.reduce((sum, sample) => sum + sample.done, 0),
    seconds: samples.reduce((sum, sample) => sum + sample.seconds, 0),
    latencies: samples.flatMap((sample) => sample.latencies),
  };
}

export const perSecond = ({ done, seconds }: Sample): number => (seconds === 0 ? 0 : done / seconds);
