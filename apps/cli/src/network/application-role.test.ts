import { createTestDatabase, type Database, statement, type TestDatabase } from '@zhijie/database';
import { hubMigrations } from '@zhijie/hub';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APPLICATION_ROLE, underApplicationRole } from './application-role.ts';

let made: TestDatabase;
let db: Database;

beforeAll(async () => {
  made = await createTestDatabase(hubMigrations);
  const owner = made.db;
  db = await underApplicationRole(owner, { max: 2, applicationName: 'role test', log: () => undefined });
});

afterAll(async () => {
  await db.close();
  await made.drop();
});

const run = (name: string, text: string) => db.query(statement(`role-test-${name}`, text), []);

test('a node works under a role of its own', async () => {
  expect(await run('who', 'SELECT current_user AS role')).toEqual([{ role: APPLICATION_ROLE }]);
});

test('what is added to a book can be read and never changed or removed', async () => {
  await expect(run('read', 'SELECT count(*) FROM hub_ledger.transfer')).resolves.toHaveLength(1);
  for (const [name, text] of [
    ['update', 'UPDATE hub_ledger.transfer SET amount = amount'],
    ['delete', 'DELETE FROM hub_ledger.transfer'],
    ['truncate', 'TRUNCATE hub_ledger.transfer'],
    ['journal', "UPDATE evidence.journal SET subject = 'x'"],
    ['head', 'DELETE FROM evidence.head'],
    ['owner', 'ALTER TABLE hub_ledger.transfer DISABLE TRIGGER ALL'],
  ] as const) {
    await expect(run(name, text), name).rejects.toMatchObject({ code: '42501' });
  }
});
