import { expect, test } from 'vitest';
import { readPolicies } from '../policy-files.ts';
import { placesOf } from './places.ts';

const places = placesOf(readPolicies());

test('every place of the page has a name, also those that serve no node of this network', () => {
  expect(places.length).toBeGreaterThan(40);
  for (const { area, name } of places) expect(name, area).toMatch(/[\u4e00-\u9fff]/);
  expect(places.find(({ area }) => area === '120000')?.name).toBe('天津市');
  expect(places.find(({ area }) => area === '610500')?.name).toBe('陕西省渭南市');
});

test('no place with a real policy is shown as verified before somebody checked it', () => {
  const real = places.flatMap(({ packs }) => packs).filter((pack) => pack.badge !== '虚构');
  expect(real.length).toBeGreaterThan(70);
  expect(real.filter((pack) => pack.badge === '已核实')).toEqual([]);
});
