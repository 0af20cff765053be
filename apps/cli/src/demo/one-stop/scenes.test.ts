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
  烟台: { word: 'paid', total: '98050.00', funds: '83946.25', commercial: '110.38', cash: '13993.37' },
  上海: { word: 'paid', total: '59450.00', commercial: '12600.00', cash: '23092.50', slips: 1 },
  永州: { credit: '3147.50', available: 1_685_250, familyWord: 'paid', familyCredit: '1236.50' },
  淄博: { credit: '2067.00', available: 1_793_300, freeDays: 59, deposit: 'deposit-free' },
  大连: { credit: '2886.00', granted: 2_000_000, available: 1_711_400, deposit: 'deposit-free' },
  郴州: { word: 'paid', shortStatuses: 'success fail created', shortWord: 'choosing', afterCash: 'paid' },
  浏阳: { word: 'paid', isSamePerson: true, stranger: 'face-no-match', afterwards: 'ended' },
  宁乡: { word: 'paid', seconds: 60 },
};

test.each(SCENES.map(({ name }) => name))('%s ends in its figures', { timeout: 60_000 }, async (name) => {
  const { facts, text } = await tellScene(stage, sceneOf(name)!);
  if (process.env.ZHIJIE_SHOW !== undefined) console.log(text, JSON.stringify(facts));
  expect(facts).toMatchObject(EXPECTED[name]!);
});
