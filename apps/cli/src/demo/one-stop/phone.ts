/** Paying by phone: one code (郴州), and the page of a wallet (宁乡). */
import { settleVisit } from '@zhijie/counterparties';
import { fen, parseYuan } from '@zhijie/kernel';
import type { SeedPerson } from '@zhijie/population';
import type { Scene } from './scenes.ts';
import { at, citizenOf, consultation, counterOf, drugs, PLACES, peopleOf, type Stage } from './stage.ts';

/** What the person's phone shows now. */
async function shownCode(stage: Stage, person: SeedPerson): Promise<string> {
  const own = await citizenOf(stage, person);
  return String((await own.must('person/code', {})).code);
}

/** Journey 8: one scan pays both parts; with too little in the wallet the bill is never called paid. */
export const oneCode: Scene['play'] = async (stage) => {
  stage.goTo(at('2026-03-03'));
  const counter = counterOf(stage, '郴州');
  const [rich, poor] = peopleOf('郴州');
  const scan = async (person: SeedPerson, has: number, requestKey: string) => {
    const { visitId } = await counter.stay(person, [drugs(80), consultation]);
    const code = await shownCode(stage, person);
    stage.wallet.book.sign(code, fen(has));
    const { providerId } = counter;
    const asked = { requestKey, providerId, visitId, code, operatorId: '0001', departmentId: '01' };
    return counter.act('/scans', { ...asked, usesPersonalAccount: false });
  };
  const paid = await scan(rich!, 1_000_000, 'CZ-1');
  const short = await scan(poor!, 100, 'CZ-2');
  const whole = await counter.act(`/${counter.providerId}/${short.actId}/methods`, {
    methods: [{ kind: 'channel', payer: 'cash' }],
    steps: short.steps,
  });
  const rest = parseYuan(paid.rest);
  const held = stage.wallet.book.heldFor(counter.providerId);
  return {
    facts: {
      word: paid.word,
      total: paid.total,
      rest: paid.rest,
      walletHolds: rest.ok && held === rest.value,
      shortStatuses: Object.values(short.statuses).join(' '),
      shortWord: short.word,
      afterCash: whole.word,
    },
    lines: [
      `扫一次码：总额 ${paid.total}，医保先结 ${insuranceOf(paid)}，同一次扫码扣个人 ${paid.rest}`,
      `钱包余额不足的那一位：医保成功、个人部分没有付，整单不叫“已付”（${short.word}）；30 分钟内改付现金后付清`,
    ],
  };
};

const insuranceOf = ({ legs }: { readonly legs: readonly { kind: string; amount: string }[] }): string =>
  legs.find(({ kind }) => kind === 'funds')?.amount ?? '0.00';

/** Settled in the doctor's room, paid on the phone: minutes between the bill and the receipt. */
export const onThePhone: Scene['play'] = async (stage) => {
  const begun = at('2026-03-03', 10);
  stage.goTo(begun);
  const counter = counterOf(stage, '长沙');
  const [person] = peopleOf('长沙');
  const visit = await counter.visit(person!, [drugs(8), consultation]);
  const { settlementId } = await settleVisit(counter.hospital, visit, { usesPersonalAccount: false });
  const { providerId } = counter;
  const asked = { requestKey: 'NX-1', providerId, settlementId };
  const act = await counter.act('', { ...asked, methods: [{ kind: 'channel', payer: 'wallet' }] });
  const page = act.legs.find(({ kind }) => kind === 'channel')!.page as string;
  // One minute in front of the page, as the city tells of one case.
  stage.goTo((begun + 60_000) as typeof begun);
  await fetch(page, { method: 'POST', body: new URLSearchParams({ act: 'pay' }), redirect: 'manual' });
  const paid = await counter.act(`/${providerId}/${act.actId}/resume`, {});
  const seconds = (stage.network.now() - begun) / 1000;
  const receipt = paid.legs.find(({ kind }) => kind === 'receipt');
  return {
    facts: { area: PLACES.长沙, word: paid.word, total: paid.total, rest: paid.rest, seconds },
    lines: [
      `诊间开单，手机付款：总额 ${paid.total}，医保 ${insuranceOf(paid)}，手机付 ${paid.rest}`,
      `从结算到付清 ${seconds} 秒（以前窗口排队 15–20 分钟），电子票据 ${String(receipt?.slipId ?? '已开')}`,
    ],
  };
};
