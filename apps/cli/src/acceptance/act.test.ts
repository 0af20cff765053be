import { openOutpatient, settleVisit, uploadLines } from '@zhijie/counterparties';
import { fen } from '@zhijie/kernel';
import { describe, expect, it } from 'vitest';
import { SHORT_BILL } from './bills.ts';
import { clientOf, findings, useNetwork } from './network-under-test.ts';

const HOME = 'H99010100001';
const PERSON = '999900198503121211';
const KEY = 'curl';
const underTest = useNetwork(['11', '99']);

type Act = {
  readonly actId: string;
  readonly word: string;
  readonly settlementId: string | null;
  readonly total: string;
  readonly rest: string;
  readonly left: string;
  readonly deadline: string | null;
  readonly steps: number;
  readonly statuses: object;
  readonly next: {
    readonly is: string;
    readonly amount: string | null;
    readonly legId: string | null;
  } | null;
  readonly legs: readonly {
    readonly kind: string;
    readonly state: string;
    readonly amount: string;
    readonly page: string | null;
    readonly legId: string;
  }[];
};
type Reply = { readonly status: number; readonly body: { readonly act: Act; readonly refusal?: object } };

async function ask(path: string, body?: object, area = '990100'): Promise<Reply> {
  const response = await fetch(`${underTest().url}/api/agency/acts${path}`, {
    headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': '0001' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}
const must = async (path: string, body?: object): Promise<Act> => {
  const { status, body: answer } = await ask(path, body);
  expect(status, JSON.stringify(answer)).toBe(200);
  return answer.act;
};

async function openVisit() {
  const { hospital } = clientOf(underTest().url, HOME);
  const patient = await hospital.identify(PERSON);
  const open = await uploadLines(hospital, await openOutpatient(hospital, patient), SHORT_BILL);
  return { hospital, open };
}

async function shownCode(): Promise<string> {
  const response = await fetch(`${underTest().url}/api/insurance-code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person: KEY }),
  });
  return ((await response.json()) as { code: string }).code;
}

const scan = (visitId: string, code: string, requestKey: string) =>
  must('/scans', { requestKey, providerId: HOME, visitId, code, operatorId: '0001', departmentId: '01' });
const figures = ({ legs }: Act) => legs.map(({ kind, state, amount }) => `${kind} ${state} ${amount}`);

describe('PA3 journey 8 over the API: one scan of the bill of journey 1', () => {
  it('balance too low: insurance 128.52 done, cash 39.48 failed, never paid while half paid; cash pays it', async () => {
    const { open } = await openVisit();
    const code = await shownCode();
    underTest().wallet.book.sign(code, fen(1000));
    const act = await scan(open.visitId, code, 'J8-1');
    expect(act).toMatchObject({
      word: 'choosing',
      total: '168.00',
      rest: '39.48',
      left: '39.48',
      statuses: { insurance: 'success', own: 'fail', whole: 'created' },
      next: { is: 'choose', amount: '39.48' },
    });
    expect(act.deadline).not.toBeNull();
    expect(figures(act)).toEqual(['funds confirmed 128.52', 'receipt planned 0.00', 'channel refused 0.00']);
    const one = `/${HOME}/${act.actId}`;
    expect((await ask(`${one}/offers`)).body).toMatchObject({
      left: '39.48',
      channels: [{ payer: 'cash' }, { payer: 'wallet' }],
    });
    const cash = { methods: [{ kind: 'channel', payer: 'cash' }] };
    expect(await ask(`${one}/methods`, { ...cash, steps: 1 })).toMatchObject({
      status: 409,
      body: { refusal: { code: 'act-not-choosing', field: 'steps' } },
    });
    const paid = await must(`${one}/methods`, { ...cash, steps: act.steps });
    expect(paid).toMatchObject({ word: 'paid', settlementId: act.settlementId, next: null });
    expect(figures(paid)).toEqual([
      'funds confirmed 128.52',
      'receipt confirmed 0.00',
      'channel refused 0.00',
      'channel confirmed 39.48',
    ]);
    expect((await ask(one, undefined, '110000')).status).toBe(403);
    const undoing = await must(`${one}/undo`, { reason: 'staff' });
    expect(undoing).toMatchObject({ word: 'undoing', next: { is: 'hand-back', amount: '39.48' } });
    const undone = await must(`${one}/cash-back`, { legId: undoing.next!.legId! });
    expect(undone).toMatchObject({ word: 'undone', statuses: { whole: 'refund' } });
  });

  it('charges who agreed to be charged, once; undoing gives it back', async () => {
    const { open } = await openVisit();
    const code = await shownCode();
    underTest().wallet.book.sign(code, fen(100_000));
    const act = await scan(open.visitId, code, 'J8-2');
    expect(act).toMatchObject({ word: 'paid', rest: '39.48', statuses: { whole: 'success' } });
    expect((await scan(open.visitId, code, 'J8-2')).steps).toBe(act.steps);
    expect(underTest().wallet.book.heldFor(HOME)).toBe(3948);
    await must(`/${HOME}/${act.actId}/undo`, { reason: 'patient' });
    expect(underTest().wallet.book.heldFor(HOME)).toBe(0);
  });

  it('Q-01 the same settlement and amounts when the hospital settles and its wallet page is paid', async () => {
    const { hospital, open } = await openVisit();
    const { settlementId } = await settleVisit(hospital, open, { usesPersonalAccount: true });
    const methods = [{ kind: 'channel', payer: 'wallet' }];
    const act = await must('', { requestKey: 'Q1', providerId: HOME, settlementId, methods });
    expect(act).toMatchObject({ word: 'paying', settlementId, total: '168.00', rest: '39.48' });
    const { legId, page } = act.legs.find(({ kind }) => kind === 'channel')!;
    expect(page).toContain(encodeURIComponent(legId));
    await fetch(page!, { method: 'POST', body: new URLSearchParams({ act: 'pay' }), redirect: 'manual' });
    expect(await must(`/${HOME}/${act.actId}/resume`, {})).toMatchObject({ word: 'paid' });
    const list = (await ask(`/${HOME}?visitId=${open.visitId}`)).body as unknown as { acts: object[] };
    expect(list.acts).toMatchObject([{ actId: act.actId, settlementId, word: 'paid' }]);
    expect(await findings(underTest())).toEqual([]);
  });
});
