import {
  createHospital,
  dischargeInpatient,
  HospitalRefused,
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

export type Teller = {
  readonly url: string;
  readonly now: Clock;
  /** Keeps the message ids of the stories apart: a repeated one would repeat the first answer. */
  readonly prefix: string;
  /** Whether the story may have been begun before with this very clock, and broken off anywhere. */
  readonly isRepeat?: boolean;
};

/**
 * Settles one story through the gateway. Told again with the same standing clock and prefix it makes the same
 * calls under the same message ids: what had its effect is answered as before, the rest is done. Throws
 * `HospitalRefused` when a call is refused.
 */
export async function tellStory(story: Story, teller: Teller): Promise<ToldStory> {
  const place = areaOfProvider(story.providerId);
  const hospital = createHospital({
    providerId: story.providerId,
    name: place.name,
    careRegion: place.area,
    post: httpPost(teller.url),
    now: teller.now,
    prefix: teller.prefix,
  });
  const patient = await hospital.identify(knownPersonOf(story.person).citizenNumber, story.insuredArea);
  const isInpatient = story.careType === 'inpatient';
  const open = isInpatient
    ? await openInpatient(hospital, patient)
    : await openOutpatient(hospital, patient, story.careType);
  const visit = await uploadLines(hospital, open, story.lines);
  if (isInpatient) await dischargeInpatient(hospital, visit);
  const { usesPersonalAccount } = story;
  const settle = () => settleVisit(hospital, visit, { usesPersonalAccount });
  try {
    return { story, settlement: await settle() };
  } catch (cause) {
    if (teller.isRepeat !== true || !(cause instanceof HospitalRefused)) throw cause;
    // The first attempt was broken off and closed for good without effect: another message id settles.
    return { story, settlement: await settle() };
  }
}

/** What is wrong with the figures of a settled story, for people; null when they are the expected ones. */
export function differenceOf({ story, settlement }: ToldStory): string | null {
  const { expected } = story;
  const funds = formatYuan(settlement.paidByFunds);
  const borne = formatYuan(settlement.borneByPerson);
  if (funds === expected.funds && borne === expected.borne) return null;
  return `${story.id}：应为基金 ${expected.funds}、个人 ${expected.borne}，得到 ${funds}、${borne}`;
}
