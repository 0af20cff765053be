/** Elder mode: large letters and targets, one task a screen. Kept in this browser; nobody is asked twice. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

const KEY = 'zhijie-large';
const LARGEST = 3;

type Elder = {
  readonly isElder: boolean;
  /** 1 to 3: main text of 22, 26, 30 pixels. */
  readonly size: number;
  /** Whether the visitor has chosen, either way. */
  readonly hasChosen: boolean;
  choose(isElder: boolean): void;
  /** The next size; after the largest the first again. */
  larger(): void;
};
const ElderContext = createContext<Elder>({
  isElder: false,
  size: 1,
  hasChosen: true,
  choose: () => undefined,
  larger: () => undefined,
});

const kept = (): string | null => localStorage.getItem(KEY);

export function ElderProvider({ children }: { children: ReactNode }) {
  const [chosen, setChosen] = useState(kept);
  const size = Math.min(Math.max(Number(chosen ?? 0), 0), LARGEST);
  useEffect(() => {
    const { classList, dataset } = document.documentElement;
    classList.toggle('large', size > 0);
    dataset.size = String(size);
  }, [size]);
  const value = useMemo<Elder>(() => {
    const keep = (next: number): void => {
      localStorage.setItem(KEY, String(next));
      setChosen(String(next));
    };
    return {
      isElder: size > 0,
      size: Math.max(size, 1),
      hasChosen: chosen !== null,
      choose: (isElder) => keep(isElder ? 1 : 0),
      larger: () => keep((size % LARGEST) + 1),
    };
  }, [size, chosen]);
  return <ElderContext value={value}>{children}</ElderContext>;
}

export const useElder = (): Elder => useContext(ElderContext);
