import { statement, useTestDatabase } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { beforeAll, expect, test } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import { shiftBreaches } from './invariants.ts';

const db = useTestDatabase(provinceMigrations);
const providerId = 'H99010100001';

beforeAll(async () => {
  const institution = statement(
    'test-shift-institution',
    `INSERT INTO care.institution SELECT x.* FROM jsonb_populate_record(null::care.institution, $1::jsonb) x`,
  );
  const place = { provider_id: providerId, name: '示例医院', credit_code: 'C', kind: 'hospital', level: '3' };
  const open = { is_inpatient_open: true, is_outpatient_open: true, is_chronic_open: true };
  const rest = { area: '990101', agreement: 'active', chronic_diseases: [], is_read_strictly: true };
  const row = { ...place, ...open, ...rest, is_village_clinic: false };
  await db.query(institution, [JSON.stringify(row)]);
});

test('H2 the doctor names a shift whose bills say something else, and one without a leaf', async () => {
  const shift = statement(
    'test-shift',
    `INSERT INTO care.shift (provider_id, number, request_key, ended_at, closed_by, cash_due, cash_counted)
     VALUES ($1, $2, $3, 1, 'x', $4, $4)`,
  );
  const proved = (number: number) =>
    db.transaction((tx) =>
      appendToJournal(tx, { kind: 'care.shift', subject: `${providerId}/${number}`, digest: digestOf({}) }),
    );
  await db.query(shift, [providerId, 1, 'k1', 0]);
  await proved(1);
  expect(await shiftBreaches(db)).toEqual([]);
  await db.query(shift, [providerId, 2, 'k2', 0]);
  await db.query(shift, [providerId, 3, 'k3', 700]);
  await proved(3);
  const noLeaf = '0 fen were due, its bills say 0 fen; the journal has no leaf of it.';
  expect(await shiftBreaches(db)).toMatchObject([
    { subject: `${providerId}/2`, detail: noLeaf },
    { subject: `${providerId}/3`, detail: '700 fen were due, its bills say 0 fen.' },
  ]);
});
