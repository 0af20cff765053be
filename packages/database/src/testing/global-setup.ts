import { createTestCluster, type TestCluster } from './cluster.ts';

// vitest calls these once around a whole run (`globalSetup` in vitest.config.ts).
let cluster: TestCluster | undefined;

/** Starts one PostgreSQL for all test files, unless the environment names one. */
export async function setup(): Promise<void> {
  if (process.env.ZHIJIE_TEST_POSTGRES !== undefined) return;
  cluster = await createTestCluster();
  process.env.ZHIJIE_TEST_POSTGRES = cluster.url;
}

export async function teardown(): Promise<void> {
  if (cluster === undefined) return;
  delete process.env.ZHIJIE_TEST_POSTGRES;
  await cluster.stop();
  cluster = undefined;
}
