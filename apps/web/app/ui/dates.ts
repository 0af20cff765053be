import { dateOf, formatDateTime, type Instant } from '@zhijie/kernel';

/** '2026-03-02', in China. */
export const dayText = (at: number): string => dateOf(at as Instant);
/** '2026-03-02 14:05:09', in China. */
export const momentText = (at: number): string => formatDateTime(at as Instant);
