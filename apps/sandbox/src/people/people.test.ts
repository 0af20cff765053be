import { isCitizenNumber } from '@zhijie/kernel';
import type { SeedPerson } from '@zhijie/population';
import { describe, expect, test } from 'vitest';
import { makePeople, type PeoplePort, personOf, readOrder } from './people.ts';

const orderOf = (fields: Record<string, string>) => {
  const order = readOrder(new Map(Object.entries({ area: '410100', ...fields })));
  if (!order.ok) throw new Error(`refused: ${order.refusal.field}`);
  return order.value;
};

function network(areas: readonly string[] = ['410100']) {
  const known = new Map<string, SeedPerson>();
  const port: PeoplePort = {
    isKnown: async (person) => known.has(person.citizenNumber),
    bringIn: async (area, persons) => {
      if (!areas.includes(area)) return false;
      for (const person of persons) known.set(person.citizenNumber, person);
      return true;
    },
  };
  return { known, port };
}

describe('synthetic people', () => {
  test('the same seed, number and wishes are the same person; any other wish is somebody else', () => {
    const order = orderOf({ group: 'active' });
    expect(personOf(order, 7)).toEqual(personOf(orderOf({ group: 'active' }), 7));
    const others = [personOf(order, 8), personOf(orderOf({ group: 'active', status: 'suspended' }), 7)];
    for (const other of others) expect(other.citizenNumber).not.toBe(personOf(order, 7).citizenNumber);
  });

  test('nobody real: region PP9900, right check digit, in the chosen situation', () => {
    const wishes = {
      group: 'retired',
      status: 'dead',
      filing: 'referral',
      careArea: '110000',
      balance: '12.34',
    };
    const person = personOf(orderOf(wishes), 0);
    expect(isCitizenNumber(person.citizenNumber)).toBe(true);
    expect(person.citizenNumber.slice(0, 6)).toBe('419900');
    expect(person.coverages[0]).toMatchObject({ status: 'dead', group: 'retired', accountBalance: 1234 });
    expect(person.filings[0]).toMatchObject({ category: 'referral', careAreas: ['110000'] });
  });

  test('without a number it is always the next one that nobody made', async () => {
    const { known, port } = network();
    const order = orderOf({ count: '3' });
    const first = await makePeople(port, order);
    const second = await makePeople(port, order);
    expect(first.ok && second.ok && [...first.value, ...second.value].map(({ index }) => index)).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    expect(known.size).toBe(6);
    const again = await makePeople(port, orderOf({ count: '1', from: '2' }));
    expect(again.ok && again.value[0]!.person).toEqual(first.ok && first.value[2]!.person);
  });

  test.each([
    ['area', { area: '123456' }],
    ['careArea', { careArea: 'x' }],
    ['status', { status: 'gone' }],
    ['balance', { balance: '1.234' }],
    ['count', { count: '101' }],
    ['from', { from: '-1' }],
  ])('refuses a wrong %s', (field, fields) => {
    const order = readOrder(new Map(Object.entries({ area: '410100', ...fields })));
    expect(order).toMatchObject({ ok: false, refusal: { code: 'field-invalid', field } });
  });

  test('an area that nobody here insures is refused', async () => {
    const made = await makePeople(network([]).port, orderOf({}));
    expect(made).toMatchObject({ ok: false, refusal: { code: 'area-not-served' } });
  });
});
