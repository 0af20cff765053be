/** Who is there, with one lamp for everything that could stop a settlement later. */
import { ageOn, type CalendarDate, dateOf, type Instant, maskIdCard } from '@zhijie/kernel';
import { Status, type Tone } from '../../ui/status.tsx';
import { yuanText } from '../../ui/yuan.ts';
import type { Light, Read, Visit } from './types.ts';

const TONES: Readonly<Record<Light['tone'], Tone>> = { good: 'good', wait: 'wait', bad: 'stop' };
const ABOUT: Readonly<Record<Light['about'], string>> = { insured: '参保', benefit: '待遇', filing: '备案' };
const GENDERS: Readonly<Record<string, string>> = { male: '男', female: '女' };

export type Known = {
  readonly name: string;
  readonly gender: string;
  readonly certificateNumber: string;
  readonly age: number | null;
};

/** From the reading, or — after a reload — from the visit. */
export function knownOf(read: Read | null, visit: Visit | null, now: number): Known | null {
  if (read !== null) return read.patient;
  if (visit === null) return null;
  const age = ageOn(visit.birthDate as CalendarDate, dateOf(now as Instant));
  return { name: visit.name, gender: visit.gender, certificateNumber: visit.certificateNumber, age };
}

export function Who({ known, read }: { known: Known; read: Read | null }) {
  const { name, gender, age, certificateNumber } = known;
  return (
    <section className="who-card" aria-label="患者">
      <p className="who-name">
        <strong>{name}</strong> {GENDERS[gender] ?? gender}
        {age === null ? '' : ` ${age} 岁`} <span className="quiet">{maskIdCard(certificateNumber)}</span>
      </p>
      {read === null ? null : (
        <>
          {read.patient.coverages.map(({ insuranceType, insuredArea, label, accountBalance }) => (
            <p key={`${insuranceType}${insuredArea}`} className="quiet">
              {label}（参保地 {insuredArea}）· 个人账户 {yuanText(accountBalance)}
            </p>
          ))}
          <ul className="lights" aria-label="信号灯">
            {read.lights.map(({ about, tone, text, advice }) => (
              <li key={about}>
                <Status tone={TONES[tone]}>{ABOUT[about]}</Status> <span>{text}</span>
                {advice === null ? null : <p className="advice">{advice}</p>}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
