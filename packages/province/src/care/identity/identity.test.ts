import { sm3, toHex } from '@zhijie/crypto';
import { statement, useTestDatabase } from '@zhijie/database';
import type { Actor } from '@zhijie/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import { HOSPITAL, hospital } from '../../testing/hospital.ts';
import { visitWithBatch } from '../../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../../testing/network.ts';
import { decideIdentity, identityAllows, identityChecks, identityPaper, proposeIdentity } from './service.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
const providerId = HOSPITAL;
const operator = (id: string, of = HOSPITAL): Actor => ({
  id,
  kind: 'hospital',
  node: '11',
  areas: ['110000'],
  roles: [`operator:${of}`],
  name: `工作人员${id}`,
});
const [FIRST, SECOND, STRANGER] = [operator('1'), operator('2'), operator('3', 'H11010500002')];
const PHOTO = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, ...Buffer.from('a signed paper')]);
let network: TestNetwork;
let visitId = '';
const deps = () => network.care.care.deps;
beforeAll(async () => {
  network = await testNetwork({ care, insured });
  ({ visitId } = await visitWithBatch(hospital(network)));
});

let keys = 0;
const proposal = () => {
  keys += 1;
  return { providerId, visitId, requestKey: `I${keys}`, card: 'social-card' as const, paper: PHOTO };
};
const codeOf = (done: { readonly ok: boolean; readonly refusal?: { readonly code: string } }) =>
  done.ok ? 'done' : done.refusal!.code;
async function made(): Promise<string> {
  const check = await proposeIdentity(deps(), FIRST, proposal());
  if (!check.ok) throw new Error(check.refusal.code);
  return check.value.checkId;
}
const decide = (actor: Actor, checkId: string, accept = true, note = '') =>
  decideIdentity(deps(), actor, { providerId, checkId, accept, note });

describe('journey 13: two people of the window say who the patient is', () => {
  it('card and paper by one, confirmed by another: the record has the method and both; then it settles', async () => {
    expect(await identityAllows(deps(), { providerId, visitId })).toBe(true);
    const checkId = await made();
    expect(await identityAllows(deps(), { providerId, visitId })).toBe(false);
    expect(codeOf(await decide(FIRST, checkId))).toBe('identity-same-operator');
    const done = await decide(SECOND, checkId);
    expect(done).toMatchObject({
      value: { card: 'social-card', maker: '1', checker: '2', checkerName: '工作人员2', accepted: true },
    });
    expect(await identityAllows(deps(), { providerId, visitId })).toBe(true);
    expect(codeOf(await decide(operator('4'), checkId))).toBe('identity-check-decided');
  });

  it('what differs is said, and the visit stays shut until it was checked again', async () => {
    const checkId = await made();
    expect(codeOf(await decide(SECOND, checkId, false, ' '))).toBe('identity-reason-missing');
    expect(codeOf(await decide(SECOND, checkId, false, '照片不是本人'))).toBe('done');
    expect(await identityAllows(deps(), { providerId, visitId })).toBe(false);
    await decide(SECOND, await made());
    expect(await identityAllows(deps(), { providerId, visitId })).toBe(true);
  });

  it('the photo is kept encrypted beside its digest, read only by the institution, each look logged', async () => {
    const checkId = await made();
    const stored = await care.query<{ content: string; digest: string }>(
      statement(
        'test-identity-paper',
        `SELECT p.content_sealed AS content, c.paper_digest AS digest FROM care.identity_paper p
         JOIN care.identity_check c USING (check_id) WHERE check_id = $1`,
      ),
      [checkId],
    );
    expect(stored[0]!.digest).toBe(toHex(sm3(PHOTO)));
    expect(stored[0]!.content).not.toContain(Buffer.from(PHOTO).toString('base64'));
    const read = await identityPaper(deps(), SECOND, { providerId, checkId });
    expect(read).toEqual({ ok: true, value: { type: 'image/jpeg', bytes: PHOTO } });
    expect(codeOf(await identityPaper(deps(), STRANGER, { providerId, checkId }))).toBe('not-permitted');
    const looks = await care.query<{ actor_id: string }>(
      statement(
        'test-identity-looks',
        `SELECT actor_id FROM care.access_log WHERE message_id = $1 AND purpose = 'identity' ORDER BY actor_id`,
      ),
      [checkId],
    );
    expect(looks.map((row) => row.actor_id)).toEqual(['1', '2']);
    await decide(SECOND, checkId);
  });

  it('the same request is one check; anything else under its key, and no picture, are refused', async () => {
    const asked = proposal();
    const first = await proposeIdentity(deps(), FIRST, asked);
    expect(await proposeIdentity(deps(), FIRST, asked)).toEqual(first);
    expect(codeOf(await proposeIdentity(deps(), SECOND, asked))).toBe('request-differs');
    const text = { ...proposal(), paper: Uint8Array.from(Buffer.from('%PDF-1.7')) };
    expect(codeOf(await proposeIdentity(deps(), FIRST, text))).toBe('identity-paper-malformed');
    expect(codeOf(await proposeIdentity(deps(), STRANGER, proposal()))).toBe('not-permitted');
    expect(codeOf(await proposeIdentity(deps(), FIRST, { ...proposal(), visitId: 'V0' }))).toBe(
      'visit-unknown',
    );
    const list = await identityChecks(deps(), SECOND, { providerId, visitId });
    expect(list.ok && list.value[0]).toMatchObject({ accepted: null, maker: '1' });
    expect(JSON.stringify(list)).not.toMatch(/Sealed/);
  });

  it('one key for two visits in the same moment: one check is made, the other is refused', async () => {
    const asked = proposal();
    const { visitId: other } = await visitWithBatch(hospital(network));
    const meanwhile = () => proposeIdentity(deps(), SECOND, { ...asked, visitId: other });
    const { db } = deps();
    const slower: typeof db = {
      ...db,
      transaction: (work, options) =>
        db.transaction((tx) => {
          const query: typeof tx.query = async (statement, values) => {
            if (statement.name === 'care-identity-add') await meanwhile();
            return tx.query(statement, values);
          };
          return work({ query });
        }, options),
    };
    const done = await proposeIdentity({ ...deps(), db: slower }, FIRST, asked);
    expect(codeOf(done)).toBe('request-differs');
    const list = await identityChecks(deps(), SECOND, { providerId, visitId: other });
    expect(list.ok && list.value.map(({ maker }) => maker)).toEqual(['2']);
  });

  it('the database itself refuses one person twice, and forgets nothing', async () => {
    const checkId = await made();
    const insert = statement(
      'test-identity-alone',
      `INSERT INTO care.identity_decision VALUES ($1, '1', '1', 'x', true, '', 1)`,
    );
    await expect(care.query(insert, [checkId])).rejects.toThrow(/identity_two_persons/);
    const forget = statement('test-identity-forget', 'DELETE FROM care.identity_paper WHERE check_id = $1');
    await expect(care.query(forget, [checkId])).rejects.toThrow();
  });
});
