import {
  createHospital,
  dischargeInpatient,
  openInpatient,
  openOutpatient,
  type SettledVisit,
  settleVisit,
  uploadLines,
} from '@zhijie/counterparties';
import { type Clock, Failure, formatYuan } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { areaOfProvider } from './places.ts';
import type { Story } from './stories.ts';

export type ToldStory = { readonly story: Story; readonly settlement: SettledVisit };

/** Carries requests to the gateway over HTTP, as a hospital's system would. */
export function httpPost(url: string): (body: Uint8Array) => Promise<Uint8Array> {
  return async (body) => {
    const response = await fetch(`${url}/fsi/api/callService`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(body),
    });
    if (response.status !== 200) throw new Failure(`网关答复 HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}

export type Teller = { readonly url: string; readonly now: Clock; readonly prefix: string };

/** Settles one story through the gateway. Throws when the figures are not the expected ones. */
export async function tellStory(story: Story, { url, now, prefix }: Teller): Promise<ToldStory> {
  const place = areaOfProvider(story.providerId);
  const hospital = createHospital({
    providerId: story.providerId,
    name: place.name,
    careRegion: place.area,
    post: httpPost(url),
    now,
    // Two stories of one hospital may fall into one second: a repeated message id would repeat the first
    // answer.
    prefix,
  });
  const patient = await hospital.identify(knownPersonOf(story.person).citizenNumber, story.insuredArea);
  const isInpatient = story.careType === 'inpatient';
  const open = isInpatient
    ? await openInpatient(hospital, patient)
    : await openOutpatient(hospital, patient, story.careType);
  const visit = await uploadLines(hospital, open, story.lines);
  if (isInpatient) await dischargeInpatient(hospital, visit);
  const settlement = await settleVisit(hospital, visit, { usesPersonalAccount: story.usesPersonalAccount });
  const funds = formatYuan(settlement.paidByFunds);
  const borne = formatYuan(settlement.borneByPerson);
  if (funds !== story.expected.funds || borne !== story.expected.borne) {
    const { expected } = story;
    throw new Failure(
      `${story.id}：应为基金 ${expected.funds}、个人 ${expected.borne}，得到 ${funds}、${borne}`,
    );
  }
  return { story, settlement };
}
