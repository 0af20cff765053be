import { type Database, useTestDatabase } from '@zhijie/database';
import { type Actor, fen, type Refusal, type Result } from '@zhijie/kernel';
import { beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { type ActView, openBillAct, readAct, resumeAct, undoAct } from '../care/act/index.ts';
import { issueReceipt } from '../care/receipt/issue.ts';
import { agree, cover, exampleInsurer } from '../insured/testing/commercial.ts';
import { type Harness, personActor } from '../insured/testing/harness.ts';
import { provinceMigrations } from '../province.ts';
import { type TestChannel, testChannel } from '../testing/channel.ts';
import { type Hospital, hospital, ITEMS, inpatientLines } from '../testing/hospital.ts';
import { admission, dischargeOf, personOf, staySettlement } from '../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';

const other = useTestDatabase(provinceMigrations);
const db = useTestDatabase(provinceMigrations);
const providerId = 'H99010100001';
const PRODUCT = 'demo-a-2026';
const PERSON = personOf('journey-long-term');
const CASHIER: Actor = {
  id: '0001',
  kind: 'hospital',
  node: '99',
  areas: ['990100'],
  roles: [`operator:${providerId}`],
};
const METHODS = [
  { kind: 'insurer', payer: PRODUCT },
  { kind: 'channel', payer: 'wallet' },
] as const;

/** What goes to the node's database, and what happens just before and after. */
const sent: string[] = [];
type Around = (name: string, when: 'before' | 'after') => Promise<unknown> | undefined;
let around: Around = () => undefined;
async function during<T>(name: string, work: () => Promise<T>): Promise<T> {
  sent.push(name);
  await around(name, 'before');
  const value = await work();
  await around(name, 'after');
  return value;
}
const watched: Database = {
  url: '',
  close: () => db.close(),
  query: (asked, values) => during(asked.name, () => db.query(asked, values)),
  transaction: (work, options) => during('transaction', () => db.transaction(work, options)),
};

let network: TestNetwork;
let channel: TestChannel;
let here: Hospital;
let consentId = '';
const deps = () => network.care.care.deps;
const harness = () => ({ side: network.care.insured }) as Harness;

beforeAll(async () => {
  channel = testChannel(() => network.clock.now);
  const commercial = exampleInsurer().deps;
  const made = await testNetwork({ care: other, insured: watched }, { commercial, channel });
  // Both sides of the bill are the example province.
  network = { ...made, care: made.insured };
  here = hospital(network, providerId);
  await cover(harness(), { name: PERSON.name, citizenNumber: PERSON.certificate }, PRODUCT);
  consentId = await agree(harness(), PERSON.personId, PRODUCT);
  // The product's deductible of the year.
  await expectPaid(await paid(await settledStay('80000.00')));
});
beforeEach(() => {
  around = () => undefined;
});

function granted<T>(result: Result<T, Refusal>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

async function settledStay(price = '3000.00'): Promise<string> {
  const { visitId } = await here.must('2401', admission(PERSON));
  const stay = { visitId, personId: PERSON.personId };
  const lines = [[ITEMS.drugA, price, '1'] as const];
  await here.must('2301', inpatientLines(stay, 'L', lines));
  await here.must('2402', dischargeOf(stay));
  const { settlement } = await here.must(
    '2304',
    staySettlement(stay, { feeTotal: fen(Number(price) * 100) }),
  );
  return settlement.settlementId;
}

const opened = async (settlementId: string): Promise<ActView> =>
  granted(
    await openBillAct(deps(), CASHIER, {
      ...{ providerId, requestKey: settlementId, settlementId },
      methods: METHODS,
    }),
  );
const walletOf = ({ legs }: ActView) => legs.find(({ kind }) => kind === 'channel')!.legId;
const states = ({ legs }: ActView) => legs.map(({ kind, state }) => `${kind} ${state}`);
const PAID = ['funds confirmed', 'receipt confirmed', 'insurer confirmed', 'channel confirmed'];

async function expectPaid(act: ActView) {
  expect({ word: act.word, states: states(act) }).toEqual({ word: 'paid', states: PAID });
  expect(act.legs.reduce((sum, { amount }) => sum + amount, 0)).toBe(act.total);
  expect(channel.held(walletOf(act))).toBe(act.legs.find(({ kind }) => kind === 'channel')!.amount);
}
const expectWhole = async () => expect((await network.care.figures()).breaches).toEqual([]);

/** Opens, pays at the wallet and goes on. */
async function paid(settlementId: string): Promise<ActView> {
  const act = await opened(settlementId);
  channel.pay(walletOf(act));
  return granted(await resumeAct(deps(), CASHIER, act));
}

describe('K-01 an act whose insurer keeps its books in the same database', () => {
  it('writes twice: payment and order, then confirmation and receipt', async () => {
    const settlementId = await settledStay();
    sent.length = 0;
    const act = await opened(settlementId);
    expect(states(act)).toEqual(['funds confirmed', 'receipt planned', 'insurer held', 'channel held']);
    expect(sent).toEqual(['care-act-bill+holding', 'care-act-insert+hold']);
    channel.pay(walletOf(act));
    sent.length = 0;
    await expectPaid(granted(await resumeAct(deps(), CASHIER, act)));
    expect(sent).toEqual(['care-act-find-to-drive+held', 'care-act-append+confirm+receipt']);
    await expectWhole();
  });

  test('stopped before or after any call of the database it still ends paid once, and can be undone', async () => {
    class Stop extends Error {}
    let last: ActView | undefined;
    for (const when of ['before', 'after'] as const) {
      for (let at = 0; ; at += 1) {
        const settlementId = await settledStay();
        let calls = 0;
        around = (_, point) => {
          if (point === when && calls++ === at) throw new Stop();
          return undefined;
        };
        const done = await paid(settlementId).catch((error: unknown) => {
          if (!(error instanceof Stop)) throw error;
          return null;
        });
        around = () => undefined;
        if (done !== null) break;
        // The hospital repeats its call at whoever came back.
        last = await paid(settlementId);
        await expectPaid(last);
      }
    }
    await expectWhole();
    const undone = granted(await undoAct(deps(), CASHIER, { ...last!, reason: 'staff' }));
    expect({ word: undone.word, held: channel.held(walletOf(undone)) }).toEqual({ word: 'undone', held: 0 });
    await expectWhole();
  });

  it('K-02 asks the insurer again by itself when the year of the product moved meanwhile', async () => {
    const [settlementId, before] = [await settledStay(), await settledStay()];
    let isOther = false;
    around = async (name, when) => {
      if (isOther || when === 'after' || name !== 'care-act-insert+hold') return;
      isOther = true;
      await paid(before);
    };
    await expectPaid(await paid(settlementId));
    expect(isOther).toBe(true);
    await expectWhole();
  });

  it('A-03 takes the next number when another receipt was issued meanwhile', async () => {
    const [settlementId, before] = [await settledStay(), await settledStay()];
    let isOther = false;
    around = async (name, when) => {
      if (isOther || when === 'after' || name !== 'care-act-append+confirm+receipt') return;
      isOther = true;
      granted(await issueReceipt(deps(), { providerId, settlementId: before }));
    };
    await expectPaid(await paid(settlementId));
    expect(isOther).toBe(true);
    await expectWhole();
  });

  it('K-03 pays nothing when the consent is withdrawn just before, and issues no receipt', async () => {
    const settlementId = await settledStay();
    around = async (name, when) => {
      if (when === 'after' || name !== 'care-act-append+confirm+receipt') return;
      around = () => undefined;
      const { services } = network.care.insured;
      granted(await services.revokeConsent(personActor(PERSON.personId), { consentId, channel: 'web' }));
    };
    const act = await paid(settlementId);
    expect(states(act)).toEqual([
      ...['funds confirmed', 'receipt planned', 'insurer voided', 'channel confirmed'],
    ]);
    expect(act).toMatchObject({ word: 'choosing' });
    expect(granted(await readAct(deps(), CASHIER, act)).word).toBe('choosing');
    await expectWhole();
  });
});
