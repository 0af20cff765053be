/** The rules themselves: a case and what is known go in, hits come out. */
import {
  addDays,
  ageOn,
  type CalendarDate,
  daysBetween,
  type Fen,
  formatQuantity,
  lineAmount,
  minFen,
  type Quantity,
  quantity,
  ZERO_FEN,
} from '@zhijie/kernel';
import type { AuditCase, AuditLine, FoundLine, Hit } from './case.ts';
import type { Knowledge } from './knowledge.ts';
import type { RuleName } from './rules.ts';

type Predicate = (subject: AuditCase, known: Knowledge) => readonly Hit[];
type Held = { readonly from: CalendarDate; readonly until: CalendarDate | null };
type Named = { readonly id: string; readonly version: string };

const UNIT = 10_000;
const holds = ({ from, until }: Held, on: CalendarDate): boolean =>
  from <= on && (until === null || on <= until);
const pointOf = ({ id, version }: Named): string => `${id}/${version}`;
const whole = (line: AuditLine): FoundLine => ({ lineId: line.lineId, excess: line.amount });
const isCharge = (line: AuditLine): boolean => line.quantity > 0;
const isAsked = (line: AuditLine): boolean => line.isCurrent && isCharge(line);
const current = ({ lines }: AuditCase): readonly AuditLine[] => lines.filter(isAsked);

const GENDERS = { male: '男', female: '女' } as const;

const itemOfOtherGender: Predicate = ({ person, ...subject }, { genders }) => {
  if (person.gender === null) return [];
  const { gender } = person;
  return current({ person, ...subject }).flatMap((line) =>
    genders
      .filter((one) => one.gender !== gender && one.itemCodes.includes(line.itemCode) && holds(one, line.on))
      .map((one) => ({
        lines: [whole(line)],
        evidence: `${line.itemName}限${GENDERS[one.gender]}性，患者为${GENDERS[gender]}性`,
        point: pointOf(one),
      })),
  );
};

const itemOfOtherAge: Predicate = (subject, { ages }) => {
  const { birthDate } = subject.person;
  if (birthDate === null) return [];
  return current(subject).flatMap((line) => {
    if (line.on < birthDate) return [];
    const age = ageOn(birthDate, line.on);
    return ages
      .filter((one) => one.itemCodes.includes(line.itemCode) && holds(one, line.on))
      .filter(({ least, most }) => (least !== null && age < least) || (most !== null && age > most))
      .map((one) => ({
        lines: [whole(line)],
        evidence: `${line.itemName}限 ${one.least ?? 0}–${one.most ?? '不限'} 周岁，患者 ${age} 周岁`,
        point: pointOf(one),
      }));
  });
};

const chargedTwice: Predicate = (subject, { contents }) =>
  current(subject).flatMap((line) => {
    const hits = contents.flatMap((one) => {
      if (!one.contains.includes(line.itemCode) || !holds(one, line.on)) return [];
      const outer = subject.lines.find(
        ({ itemCode, on, ...rest }) =>
          one.itemCodes.includes(itemCode) && on === line.on && rest.quantity > 0,
      );
      if (outer === undefined) return [];
      const evidence = `${line.on} 已收${outer.itemName}，其内涵含${line.itemName}`;
      return [
        { lines: [whole(line), { lineId: outer.lineId, excess: ZERO_FEN }], evidence, point: pointOf(one) },
      ];
    });
    return hits.slice(0, 1);
  });

/** Of charges that are too many the last ones carry the excess, each at its own price, at most its amount. */
function excessOf(lines: readonly AuditLine[], beyond: number): FoundLine[] {
  let left = beyond;
  const found: FoundLine[] = [];
  for (const line of lines.toReversed()) {
    const over = Math.min(left, line.quantity);
    left -= over;
    const isAtFault = over > 0 && line.isCurrent;
    const excess: Fen = isAtFault
      ? minFen(line.amount, lineAmount(line.unitPrice, quantity(over)))
      : ZERO_FEN;
    found.unshift({ lineId: line.lineId, excess });
  }
  return found;
}

const sumOf = (lines: readonly AuditLine[]): Quantity =>
  quantity(lines.reduce((sum, line) => sum + line.quantity, 0));

const moreThanADayHolds: Predicate = ({ lines }, { daily }) =>
  daily.flatMap((one) => {
    const own = lines.filter((line) => one.itemCodes.includes(line.itemCode) && holds(one, line.on));
    const days = [...new Set(own.map(({ on }) => on))].toSorted();
    return days.flatMap((on) => {
      const ofDay = own.filter((line) => line.on === on);
      const total = sumOf(ofDay);
      if (total <= one.most || !ofDay.some(isAsked)) return [];
      const limit = formatQuantity(one.most);
      const evidence = `${on} ${ofDay[0]!.itemName}合计 ${formatQuantity(total)}，每日限 ${limit}`;
      return [{ lines: excessOf(ofDay.filter(isCharge), total - one.most), evidence, point: pointOf(one) }];
    });
  });

const bedDaysBeyondStay: Predicate = ({ visit, lines }) => {
  if (visit.kind !== 'inpatient' || visit.endedOn === null || visit.endedOn < visit.startedOn) return [];
  const days = Math.max(1, daysBetween(visit.startedOn, visit.endedOn));
  const beds = lines.filter((line) => line.category === 'bed');
  const charged = sumOf(beds);
  if (charged <= days * UNIT || !beds.some(isAsked)) return [];
  const evidence = `${visit.startedOn} 至 ${visit.endedOn} 住院 ${days} 日，床位费合计 ${formatQuantity(charged)} 日`;
  return [{ lines: excessOf(beds.filter(isCharge), charged - days * UNIT), evidence, point: null }];
};

const chargedOutsideStay: Predicate = (subject) => {
  const { kind, startedOn, endedOn } = subject.visit;
  if (kind !== 'inpatient') return [];
  // The day before the admission: examinations of the emergency room are charged to the stay.
  const first = addDays(startedOn, -1);
  return current(subject)
    .filter(({ on }) => on < first || (endedOn !== null && on > endedOn))
    .map((line) => ({
      lines: [whole(line)],
      evidence: `${line.itemName}计费于 ${line.on}，住院 ${startedOn} 至 ${endedOn ?? '今'}`,
      point: null,
    }));
};

const LONG_PRESCRIPTION_DAYS = 84;
const DRUG_DAYS = { outpatient: 7, emergency: 3, chronic: 30, pharmacy: 30 } as const;
const DRUGS: readonly (string | null)[] = ['western-drug', 'patent-drug'];

const drugDaysOverLimit: Predicate = (subject) => {
  const { kind } = subject.visit;
  if (kind === 'inpatient') return [];
  return current(subject)
    .filter((line) => DRUGS.includes(line.category) && line.days !== null)
    .flatMap((line) => {
      const most = line.isLongTermOrder ? LONG_PRESCRIPTION_DAYS : DRUG_DAYS[kind];
      if (line.days! <= most) return [];
      const kindOf = line.isLongTermOrder ? '长期处方' : '本次就诊';
      const evidence = `${line.itemName}开 ${line.days} 日，${kindOf}一般不超过 ${most} 日`;
      return [{ lines: [{ lineId: line.lineId, excess: ZERO_FEN }], evidence, point: null }];
    });
};

export const PREDICATES: Readonly<Record<RuleName, Predicate>> = {
  'item-of-other-gender': itemOfOtherGender,
  'item-of-other-age': itemOfOtherAge,
  'charged-twice': chargedTwice,
  'more-than-a-day-holds': moreThanADayHolds,
  'bed-days-beyond-stay': bedDaysBeyondStay,
  'charged-outside-stay': chargedOutsideStay,
  'drug-days-over-limit': drugDaysOverLimit,
};
