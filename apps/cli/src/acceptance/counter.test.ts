/** A hospital's window through its JSON API, as its page uses it: journey 1's bill, paid, handed back, balanced. */
import { describe, expect, it } from 'vitest';
import { ITEM, SHORT_BILL } from './bills.ts';
import { findings, useNetwork } from './network-under-test.ts';

const underTest = useNetwork(['11', '99']);
const PERSON = '999900198503121211';
const PROVIDER = 'H99010100001';

let cookie = '';
let token = '';
let keys = 0;
const requestKey = (): string => `counter-${++keys}`;
const at = Date.now();

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a page would, and asserted
type Body = Record<string, any>;
type Reply = { readonly status: number; readonly body: Body };

async function ask(path: string, body?: object): Promise<Reply> {
  const response = await fetch(`${underTest().url}/api${path}`, {
    headers: { cookie, 'x-zhijie-token': token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const set = response.headers.get('set-cookie');
  if (set !== null) cookie = set.split(';')[0]!;
  return { status: response.status, body: (await response.json()) as Body };
}

async function signIn(account: string): Promise<void> {
  const { body } = await ask('/session/sign-in', { kind: 'account', value: account });
  token = body.token;
}

const PLACE = {
  departmentCode: '0300',
  departmentName: '内科',
  doctorCode: 'D990101000001',
  doctorName: '示例医师',
};
const ILLNESS = { diagnosisCode: 'J18.900', diagnosisName: '肺炎' };

describe('a window of a hospital', () => {
  let patient: Body;
  let visitId = '';
  let act: Body;

  it('nobody works there without signing in, and nobody from elsewhere', async () => {
    expect((await ask('/counter/place')).status).toBe(401);
    await signIn('agency-11/operator');
    expect((await ask('/counter/place')).status).toBe(403);
    await signIn(`counter-${PROVIDER}/cashier`);
    expect((await ask('/counter/place')).body.place).toMatchObject({ providerId: PROVIDER });
  });

  it('V-01 reads who is there, with a lamp for everything that could stop a settlement later', async () => {
    const asked = { credential: 'id-card', number: PERSON, insuredArea: '990100', careType: 'outpatient' };
    const read = await ask('/counter/patients', { requestKey: requestKey(), ...asked });
    expect(read.status).toBe(200);
    patient = read.body.patient;
    expect(patient).toMatchObject({ insuredArea: '990100', gender: 'male' });
    expect(read.body.lights.map(({ about, tone }: Body) => [about, tone])).toEqual([
      ['insured', 'good'],
      ['benefit', 'good'],
    ]);
    const wrong = await ask('/counter/patients', {
      requestKey: requestKey(),
      ...asked,
      number: '999900198503121210',
    });
    expect(wrong).toMatchObject({ status: 422, body: { refusal: { code: 'line-refused' } } });
  });

  it('registers once, however often the key is pressed', async () => {
    const { personId, insuranceType, insuredArea, credential, number, name, certificateNumber } = patient;
    const body = {
      requestKey: requestKey(),
      at,
      ...{ personId, insuranceType, insuredArea, credential, number, name, certificateNumber },
      ...PLACE,
      ...ILLNESS,
      careType: 'outpatient',
    };
    visitId = (await ask('/counter/visits', body)).body.visitId;
    expect((await ask('/counter/visits', body)).body.visitId).toBe(visitId);
  });

  it('finds items by the first letters of their sounds and warns of another sex or age', async () => {
    const { items } = (await ask('/counter/items?text=slzcf')).body;
    expect(items[0]).toMatchObject({ itemCode: ITEM.consultation, warning: null });
    const { body } = await ask('/counter/items?text=991102001200000&gender=male&age=41');
    expect(body.items).toMatchObject([{ warning: '此项目限女性使用，请核对' }]);
    expect((await ask('/counter/items?text=991102001200000&gender=female')).body.items[0].warning).toBeNull();
    expect((await ask('/counter/items?text=991102001190000&age=41')).body.items[0].warning).toContain(
      '限 17 岁',
    );
  });

  it('journey 1: lines, what it would cost, and nothing has happened yet', async () => {
    const lines = SHORT_BILL.map(({ item, price, quantity }) => ({ itemCode: item, price, quantity }));
    const sent = await ask(`/counter/visits/${visitId}/lines`, {
      requestKey: requestKey(),
      at,
      ...PLACE,
      lines,
    });
    expect(sent.body.visit).toMatchObject({ total: '168.00', lines: { length: 3 } });
    const quoted = await ask(`/counter/visits/${visitId}/quote`, {
      requestKey: requestKey(),
      usesPersonalAccount: true,
    });
    const split = { total: '168.00', funds: '82.92', account: '45.60', cash: '39.48' };
    expect(quoted.body.quote).toMatchObject(split);
    expect((await ask('/counter/shift')).body).toMatchObject({ bills: [], underWay: [] });
  });

  it('is paid in cash by the act, and the shift knows every part', async () => {
    const methods = [{ kind: 'channel', payer: 'cash' }];
    const opened = await ask('/agency/acts', {
      requestKey: requestKey(),
      providerId: PROVIDER,
      visitId,
      methods,
    });
    expect(opened.status).toBe(200);
    act = opened.body.act;
    expect(act).toMatchObject({ word: 'paid', total: '168.00' });
    const shift = (await ask('/counter/shift')).body;
    expect(shift.bills).toMatchObject([{ actId: act.actId, total: '168.00', word: 'paid' }]);
    expect(shift.totals).toMatchObject({ funds: '82.92', account: '45.60', others: '0.00', cash: '39.48' });
  });

  it('a difference in the drawer is explained or the shift stays open; closing twice is closing once', async () => {
    const due = (await ask('/counter/shift')).body.totals.cash as string;
    for (const note of [undefined, '  ']) {
      const short = { requestKey: requestKey(), cashCounted: '0.00', ...(note && { note }) };
      expect(await ask('/counter/shift', short)).toMatchObject({
        status: 422,
        body: { refusal: { code: 'difference-unexplained', field: 'note' } },
      });
    }
    const closing = { requestKey: requestKey(), cashCounted: due };
    const closed = await ask('/counter/shift', closing);
    expect(closed.body.shift).toMatchObject({ number: 1, cashDue: due, cashCounted: due });
    expect((await ask('/counter/shift', closing)).body).toEqual(closed.body);
    expect((await ask('/counter/shift', { ...closing, cashCounted: '1.00' })).status).toBe(409);
    const nothing = await ask('/counter/shift', { requestKey: requestKey(), cashCounted: '0.00' });
    expect(nothing).toMatchObject({ status: 409, body: { refusal: { code: 'nothing-to-close' } } });
  });

  it('what is handed back in the next shift is negative there', async () => {
    const one = `/agency/acts/${PROVIDER}/${act.actId}`;
    const undone = (await ask(`${one}/undo`, { reason: 'staff' })).body.act;
    const legId = undone.next?.legId as string;
    const back = (await ask(`${one}/cash-back`, { legId })).body.act;
    expect(back.word).toBe('undone');
    const { totals } = (await ask('/counter/shift')).body;
    expect(totals).toMatchObject({ total: '-168.00', cash: `-${act.rest}` });
    const closed = await ask('/counter/shift', { requestKey: requestKey(), cashCounted: `-${act.rest}` });
    expect(closed.body.shift).toMatchObject({ number: 2, cashDue: `-${act.rest}` });
  });

  it('and the books agree', async () => {
    expect(await findings(underTest())).toEqual([]);
  });
});
