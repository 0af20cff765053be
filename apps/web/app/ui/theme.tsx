import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export type Theme = 'light' | 'dark';
const KEY = 'zhijie-theme';

type Choice = { readonly theme: Theme; choose(theme: Theme): void };
const ThemeContext = createContext<Choice>({ theme: 'light', choose: () => undefined });

const systemTheme = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

function chosenTheme(): Theme | null {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : null;
}

/** The system's theme until somebody chooses; written on `<html data-theme>` for the style sheets. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const [chosen, setChosen] = useState(chosenTheme);
  const [system, setSystem] = useState(systemTheme);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = (): void => setSystem(systemTheme());
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  const theme = chosen ?? system;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const value = useMemo(
    () => ({
      theme,
      choose: (next: Theme) => {
        localStorage.setItem(KEY, next);
        setChosen(next);
      },
    }),
    [theme],
  );
  return <ThemeContext value={value}>{children}</ThemeContext>;
}

export const useTheme = (): Choice => useContext(ThemeContext);
