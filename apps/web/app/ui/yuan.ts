import { type Fen, parseYuan, ZERO_FEN } from '@zhijie/kernel';
import { moneyText } from './money.tsx';

/** The services say yuan as text: '39.48'; as fen to reckon with. What is no amount counts as none. */
export function fenOf(yuan: string | null | undefined): Fen {
  const parsed = parseYuan(yuan ?? '0');
  return parsed.ok ? parsed.value : ZERO_FEN;
}

/** '¥39.48'; null is '—'. */
export const yuanText = (yuan: string | null): string => (yuan === null ? '—' : moneyText(fenOf(yuan)));
