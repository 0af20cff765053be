import { useState } from 'react';
import type { Defaults } from './types.ts';

const NONE: Defaults = {
  careType: 'outpatient',
  departmentCode: '',
  departmentName: '',
  doctorCode: '',
  doctorName: '',
  diagnosisCode: '',
  diagnosisName: '',
};

function kept(key: string): Defaults {
  try {
    return { ...NONE, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Defaults>) };
  } catch {
    return NONE;
  }
}

/** Of this window's institution, in this browser; no patient's data. */
export function useDefaults(providerId: string) {
  const key = `zhijie-counter-${providerId}`;
  const [defaults, setDefaults] = useState(() => kept(key));
  const keep = (next: Defaults): void => {
    localStorage.setItem(key, JSON.stringify(next));
    setDefaults(next);
  };
  return { defaults, change: setDefaults, keep };
}
