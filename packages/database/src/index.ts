export { dropDatabase, ensureDatabase, urlOfDatabase } from './admin.ts';
export { type FunctionCall, withCalls } from './call.ts';
export {
  type Database,
  type DatabaseOptions,
  type Executor,
  openDatabase,
  retrying,
  runScript,
  type Statement,
  statement,
  type TransactionOptions,
} from './database.ts';
export {
  isConnectionFailure,
  isRaised,
  isSerializationFailure,
  isUniqueViolation,
  MigrationFailure,
  PostgresFailure,
  QueryFailure,
  raisedDetail,
} from './failures.ts';
export { digestOfMigration, type Migration, migrate } from './migrations.ts';
export { answerOf, rememberAnswer } from './node/inbox.ts';
export { nodeMigrations } from './node/node-migrations.ts';
export {
  type ClaimedEntry,
  enqueue,
  type OutboxEntry,
  type OutboxRun,
  pendingOutbox,
  type RunCount,
  runOutbox,
  withdraw,
} from './node/outbox.ts';
export {
  type ManualScheduler,
  manualScheduler,
  realScheduler,
  type Scheduler,
  type Work,
} from './node/scheduler.ts';
export { cancelTimer, runTimers, setTimer, type Timer, type TimerRun } from './node/timers.ts';
export { orderedBy } from './ordered-by.ts';
export { pagesOf } from './pages.ts';
export { type Postgres, type PostgresOptions, runningPostgres, startPostgres } from './postgres/launcher.ts';
export { refusable, rollBack } from './roll-back.ts';
export { schemaSnapshot } from './schema-snapshot.ts';
export { createTestCluster, type TestCluster } from './testing/cluster.ts';
export {
  createTestDatabase,
  type TestDatabase,
  testPostgresUrl,
  useTestDatabase,
} from './testing/use-test-database.ts';
