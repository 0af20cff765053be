/** What a carrier of notices did: a text-message gateway, or the notices of a mini-program. */

export type CarriedNotice = {
  readonly reference: string;
  readonly to: string;
  readonly title: string;
  readonly text: string;
  readonly at: number;
};

/** How it behaves: as promised, answering nothing, carrying without answering, or answering when told to. */
export type CarrierMood = 'well' | 'down' | 'loses-answers' | 'slow';

export type NoticeBook = {
  mood: CarrierMood;
  /** Takes a notice, once per reference; a number that is gone is refused. */
  take(notice: Omit<CarriedNotice, 'at'>): 'taken' | 'refused';
  /** From now on nothing reaches this address. */
  lose(to: string): void;
  /** What people got, in order, or what one address got. */
  carried(to?: string): readonly CarriedNotice[];
  /** How often it was asked to carry a reference. */
  asked(reference: string): number;
};

/** A book of its own: the sender's records are not looked at. */
export function createNoticeBook({ now }: { readonly now: () => number }): NoticeBook {
  const carried = new Map<string, CarriedNotice>();
  const asked = new Map<string, number>();
  const gone = new Set<string>();
  return {
    mood: 'well',
    take(notice) {
      const { reference, to } = notice;
      asked.set(reference, (asked.get(reference) ?? 0) + 1);
      if (carried.has(reference)) return 'taken';
      if (gone.has(to)) return 'refused';
      carried.set(reference, { ...notice, at: now() });
      return 'taken';
    },
    lose: (to) => void gone.add(to),
    carried: (to) => [...carried.values()].filter((notice) => to === undefined || notice.to === to),
    asked: (reference) => asked.get(reference) ?? 0,
  };
}
