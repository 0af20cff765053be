import { openOutpatient, settleVisit, uploadLines } from '@zhijie/counterparties';
import { createRandom } from '@zhijie/kernel';
import {
  brokenMessage,
  brokenOnce,
  contentTypeOf,
  damaged,
  damagedExample,
  errorOfText,
  exampleEnvelope,
  exampleInput,
  readAnswer,
  supportedGroups,
  TRANSACTION_NUMBERS,
  type TransactionNumber,
  transactionOf,
  wireErrors,
} from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { SHORT_BILL } from '../bills.ts';
import {
  clientOf,
  effects,
  findings,
  type HttpAnswer,
  quiet,
  sendRaw,
  useNetwork,
} from '../network-under-test.ts';

const SEED = 20_261_122;
/** Damaged envelopes of each group over HTTP; see CONTRIBUTING for the full number. */
const COUNT = Number(process.env.ZHIJIE_FUZZ_HTTP ?? 30);
const underTest = useNetwork(['11', '41']);

let serial = 0;
const messageId = (): string => {
  serial += 1;
  return `ENV${String(serial).padStart(9, '0')}`;
};

type Judged = { readonly isSuccess: boolean; readonly text: string };

/** The answer is what every answer is: status 200, a content type, an envelope with a code or a file. */
function judge(answer: HttpAnswer): Judged {
  expect(answer.status).toBe(200);
  expect(answer.contentType).toBe(contentTypeOf(answer.bytes));
  if (answer.contentType === 'application/octet-stream') return { isSuccess: true, text: '' };
  const envelope = JSON.parse(Buffer.from(answer.bytes).toString('utf8'));
  expect(Object.keys(envelope)).toEqual(
    'infcode inf_refmsgid refmsg_time respond_time err_msg warn_msg cainfo signtype output'.split(' '),
  );
  expect(envelope.inf_refmsgid).toMatch(/^\d{30}$/);
  const text: string = envelope.err_msg;
  if (envelope.infcode === 0) return { isSuccess: true, text };
  expect(envelope).toMatchObject({ infcode: -1, output: null });
  expect(text).toMatch(/^【\d{4}】.*\p{Script=Han}{2}/su);
  expect([...text].length).toBeLessThanOrEqual(200);
  // What nobody foresaw is a mistake of the gateway, however neat its answer.
  expect(text).not.toMatch(/^【(5003|4051)】/);
  expect(text).not.toMatch(/\n\s*at |node_modules|\.ts:\d|Error:|select |insert |undefined/i);
  return { isSuccess: false, text };
}

const send = async (body: object | Uint8Array): Promise<Judged> =>
  judge(await sendRaw(underTest().url, body instanceof Uint8Array ? body : JSON.stringify(body)));

/** Sums that a ledger folds in the background: they follow from its transfers, and when they are made is chance. */
const DERIVED = /_ledger\.(?:folded|turnover)$/;

const rows = async () => {
  await quiet(underTest());
  const all = Object.entries(await effects(underTest()));
  return Object.fromEntries(all.filter(([table]) => !DERIVED.test(table)));
};

describe('the contract over HTTP', () => {
  it('each kind of mistake, in one transaction of each group, is refused as the decoder refuses it, without effect', async () => {
    const before = await rows();
    for (const numbers of supportedGroups.values()) {
      const kinds = new Map(
        numbers.flatMap((number) =>
          brokenOnce(number, 'minimal').map((one) => [one.rule, { number, one }] as const),
        ),
      );
      for (const { number, one } of kinds.values()) {
        const body = exampleEnvelope(number, brokenMessage(number, 'minimal', one), messageId());
        const { isSuccess, text } = await send(body);
        const where = `${number} ${one.node}.${one.field} ${one.rule}: ${text}`;
        expect(isSuccess, where).toBe(false);
        expect(wireErrors[errorOfText(text)!].number, where).toBeGreaterThanOrEqual(1011);
        expect(wireErrors[errorOfText(text)!].number, where).toBeLessThanOrEqual(1020);
        for (const part of [one.node, one.field, one.label, one.value]) expect(text, where).toContain(part);
      }
    }
    expect(await rows()).toEqual(before);
  });

  it.each(TRANSACTION_NUMBERS)('%s: the smallest and the largest message are understood', async (number) => {
    for (const size of ['minimal', 'maximal'] as const) {
      const { isSuccess, text } = await send(
        exampleEnvelope(number, exampleInput(number, size), messageId()),
      );
      // A refusal may follow for what the values mean, none for how they are written.
      expect(isSuccess || !text.slice(6).startsWith('节点'), text).toBe(true);
    }
  });
});

/** Real requests of a visit that exists, so that damage reaches what lies behind the decoder. */
const recorded: { readonly number: TransactionNumber; readonly envelope: object }[] = [];

beforeAll(async () => {
  const client = clientOf(underTest().url, 'H11010500001');
  const keeper = client.altered((body) => {
    const envelope = JSON.parse(body);
    recorded.push({ number: envelope.infno, envelope });
    return body;
  });
  const patient = await keeper.identify('419900198503121358');
  const visit = await uploadLines(keeper, await openOutpatient(keeper, patient), SHORT_BILL);
  const { settlementId } = await settleVisit(keeper, visit, { usesPersonalAccount: false });
  await keeper.expect('5203', { personId: patient.personId, visitId: visit.visitId, settlementId });
  await keeper.expect('5204', { personId: patient.personId, visitId: visit.visitId, settlementId });
});

describe(`${COUNT} damaged envelopes of each group over HTTP (seed ${SEED})`, () => {
  const timeout = 60_000 + COUNT * 200;
  /** Sends damaged envelopes; rows may change only where a writing call succeeded. */
  async function bombard(next: (n: number) => { number: TransactionNumber; bytes: Uint8Array }) {
    let before = await rows();
    let hasEffect = false;
    for (let n = 1; n <= COUNT; n += 1) {
      const { number, bytes } = next(n);
      const { isSuccess } = await send(bytes);
      hasEffect ||= isSuccess && transactionOf(number).writes;
      if (n % 200 !== 0 && n !== COUNT) continue;
      const after = await rows();
      if (!hasEffect) expect(after, `seed ${SEED}, envelopes up to ${n}`).toEqual(before);
      before = after;
      hasEffect = false;
    }
  }

  it.each([...supportedGroups])(
    'of %s: an envelope each, and no effect of what was refused',
    { timeout },
    async (group, numbers) => {
      const random = createRandom(SEED + [...supportedGroups.keys()].indexOf(group));
      await bombard(() => damagedExample(numbers, random, messageId()));
    },
  );

  it('of a visit that exists: the books stay whole', { timeout }, async () => {
    const random = createRandom(SEED - 1);
    await bombard(() => {
      const { number, envelope } = random.pick(recorded);
      return { number, bytes: damaged({ ...envelope, msgid: messageId() }, random) };
    });
    expect(await findings(underTest())).toEqual([]);
  });

  it('a call that is well formed is answered as ever', async () => {
    const bytes = await sendRaw(
      underTest().url,
      JSON.stringify(exampleEnvelope('9001', exampleInput('9001', 'minimal'), messageId())),
    );
    expect(readAnswer('9001', bytes.bytes)).toMatchObject({ ok: true });
  });
});
