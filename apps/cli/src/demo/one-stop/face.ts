/** Identification by face at a village terminal (浏阳): the same bill, and another way when it fails. */
import { settleVisit } from '@zhijie/counterparties';
import { Failure } from '@zhijie/kernel';
import { askForFace, FACE_MODEL, matchFaceAt } from '@zhijie/province';
import type { Scene } from './scenes.ts';
import { at, citizenOf, consultation, counterOf, drugs, PLACES, peopleOf } from './stage.ts';

/** What a camera's page sends of a face; made up here, as nobody stands before a camera in a scene. */
function lookOf(who: number) {
  const numbers = Float32Array.from({ length: 1024 }, (_, index) => (index % 8 === who ? 1 : 0));
  const descriptor = Buffer.from(numbers.buffer).toString('base64');
  return { model: FACE_MODEL, descriptor, action: 'turn', live: 9_000, real: 8_000 } as const;
}

/** Enrolled at home with a consent of its own, known at the terminal; somebody else is not. */
export const byFace: Scene['play'] = async (stage) => {
  stage.goTo(at('2026-03-03', 11));
  const counter = counterOf(stage, '长沙');
  const { providerId, hospital } = counter;
  const person = peopleOf('长沙')[1]!;
  const own = await citizenOf(stage, person);
  const { textHash, sensitiveClasses } = await own.must('person/face/form', {});
  await own.must('person/face', { textHash, separately: sensitiveClasses, ...lookOf(1) });

  const { deps } = stage.network.provinces.get('43')!.care;
  const place = { providerId, area: PLACES.长沙 };
  const actor = {
    id: `${providerId}/cashier-1`,
    kind: 'hospital',
    node: '43',
    areas: [place.area],
    roles: [],
  } as const;
  const bound = { operatorId: 'cashier-1', business: 'settlement' } as const;
  const certificate = { certificateType: 'id-card', certificateNumber: person.citizenNumber } as const;
  const look = async (who: number) => {
    const asked = await askForFace(deps, place, { ...certificate, ...bound, departmentId: '01' });
    if (!asked.ok) throw new Failure(`刷脸：${asked.refusal.code}`);
    const { challengeId } = asked.value;
    return matchFaceAt(deps, { place, actor }, { challengeId, ...bound, ...lookOf(who) });
  };
  const stranger = await look(2);
  const known = await look(1);
  if (!known.ok) throw new Failure(`刷脸：${known.refusal.code}`);
  const { token } = known.value;
  const read = await hospital.expect('1101', { credentialType: 'insurance-code', credentialNumber: token });
  const visit = await counter.visit(person, [drugs(8), consultation]);
  const { settlementId } = await settleVisit(hospital, visit, { usesPersonalAccount: false });
  const methods = [{ kind: 'channel', payer: 'cash' }];
  const act = await counter.act('', { requestKey: 'LY-1', providerId, settlementId, methods });
  await own.must('person/face/revocation', {});
  const { state } = await own.must('person/face');
  return {
    facts: {
      word: act.word,
      isSamePerson: read.output.person.personId === person.personId,
      stranger: stranger.ok ? 'token' : stranger.refusal.code,
      afterwards: String(state),
    },
    lines: [
      `本人在家登记（单独同意，只存加密的特征），村里终端刷脸：总额 ${act.total}，个人付 ${act.rest}，与刷卡相同`,
      '换了一个人：不给令牌，改用医保码、社会保障卡，或由两名工作人员核验；撤回同意后特征即删除',
    ],
  };
};
