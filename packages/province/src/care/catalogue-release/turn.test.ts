import { type Database, useTestDatabase } from '@zhijie/database';
import {
  type Actor,
  assert,
  calendarDate,
  type Instant,
  type Rate,
  seededIdSource,
  startOfDay,
} from '@zhijie/kernel';
import { expect, it } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import type { CareCatalogue, CatalogueEntry } from '../deps.ts';
import { acknowledgeUnits, decideOnRelease, importRelease, type ReleaseDeps } from './service.ts';

const db = useTestDatabase(provinceMigrations);
const AREA = '990101';
const keeper: Actor = { id: 'keeper', kind: 'agency', node: '99', areas: [AREA], roles: [] };
const item: CatalogueEntry = {
  ...{ itemCode: '001101000010000', name: '挂号费', soundCode: 'GHF', kind: 'service' },
  ...{ category: 'registration', paymentClass: 'A', selfPaidFirstRate: 0 as Rate, ceiling: null },
  ...{ unit: '部位', specification: '', price: null },
};
const told = {
  ...{ row: 2, localCode: 'L1', localName: '挂号', localUnit: '次', itemCode: item.itemCode, share: '' },
  ...{ paymentClass: '甲', selfPaidFirstRate: '0%', ceiling: '' },
};
const depsOver = (over: Database): ReleaseDeps => ({
  db: over,
  now: () => (startOfDay(calendarDate('2026-10-01')) + 1000) as Instant,
  ids: seededIdSource(7),
  catalogueOf: () => ({ items: () => [item] }) as unknown as CareCatalogue,
  releases: { stamp: () => '', take: () => undefined },
});

/** The same database; just before somebody waits for a turn, something else happens. */
const whileWaiting = (work: () => Promise<unknown>): Database => ({
  ...db,
  transaction: (own, options) =>
    db.transaction(async (tx) => {
      const query: typeof tx.query = async (asked, values) => {
        if (asked.name === 'care-catalogue-turn') await work();
        return tx.query(asked, values);
      };
      return own({ query });
    }, options),
});

it('units of a release that was decided meanwhile are not set equal any more', async () => {
  const deps = depsOver(db);
  const file = { area: AREA, effectiveOn: calendarDate('2026-10-05'), fileName: 'a.xlsx', rows: [told] };
  const made = await importRelease(deps, keeper, file, { tell: () => undefined, isStopped: false });
  assert(made.ok && made.value !== null, 'The file is taken');
  const { releaseId, openUnits } = made.value.release;
  expect(openUnits).toBe(1);
  const withdrawn = { releaseId, isPublished: false, reason: '文件有误' };
  const over = whileWaiting(() => decideOnRelease(deps, { ...keeper, id: 'other' }, withdrawn));
  const asked = { releaseId, rows: [2], note: '一次即一个部位' };
  expect(await acknowledgeUnits(depsOver(over), keeper, asked)).toMatchObject({
    refusal: { code: 'release-decided' },
  });
});
