import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropDatabase, testPostgresUrl } from '@zhijie/database';
import { GATEWAY } from '@zhijie/exchange';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenServer } from '../../network/databases.ts';
import { openStage, tellScene } from './open-stage.ts';
import { SCENES, sceneOf } from './scenes.ts';
import { PROVINCES } from './stage.ts';

let stage: Awaited<ReturnType<typeof openStage>>;
let clear: () => Promise<void>;

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhijie-scenes-'));
  const adminUrl = await testPostgresUrl();
  const prefix = `scenes_${randomBytes(6).toString('hex')}`;
  stage = await openStage(dataDir, { server: givenServer(adminUrl, prefix) });
  clear = async () => {
    await stage.close();
    for (const address of ['hub', GATEWAY, ...PROVINCES])
      await dropDatabase(adminUrl, `${prefix}_${address}`);
    rmSync(dataDir, { recursive: true, force: true });
  };
}, 180_000);
afterAll(() => clear());

const EXPECTED: Readonly<Record<string, object>> = {
  烟台: { word: 'paid' },
  上海: { word: 'paid', commercial: '12600.00', slips: 1 },
  永州: { word: 'paid', familyWord: 'paid', deposit: 'deposit-free' },
  淄博: { word: 'paid', freeDays: 59, granted: 2_000_000 },
  大连: { word: 'paid', granted: 2_000_000, deposit: 'deposit-free' },
  郴州: { word: 'paid', shortStatuses: 'success fail created', shortWord: 'choosing', afterCash: 'paid' },
  浏阳: { word: 'paid', isSamePerson: true, stranger: 'face-no-match', afterwards: 'ended' },
  宁乡: { word: 'paid', seconds: 60 },
};

test.each(SCENES.map(({ name }) => name))('%s ends in its figures', { timeout: 60_000 }, async (name) => {
  const { facts, text } = await tellScene(stage, sceneOf(name)!);
  if (process.env.ZHIJIE_SHOW !== undefined) console.log(text, JSON.stringify(facts));
  expect(facts).toMatchObject(EXPECTED[name]!);
});
