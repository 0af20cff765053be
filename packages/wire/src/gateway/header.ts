import { createHash, timingSafeEqual } from 'node:crypto';
import type { Instant } from '@zhijie/kernel';

/** Request headers as node:http gives them: lower-case names. */
export type GatewayHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** How far the caller's clock may be off, in either direction: 30 minutes, as the CSB edition says. */
export const WINDOW_MS = 30 * 60 * 1000;

export function header(headers: GatewayHeaders, name: string): string | null {
  const value = headers[name] ?? headers[name.toLowerCase()];
  const text = typeof value === 'string' ? value : value?.[0];
  return text === undefined || text.trim() === '' ? null : text.trim();
}

/** Compares without telling by its duration where two texts differ, nor how long the expected one is. */
export function sameSecret(first: string, second: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(first), digest(second));
}

/** A timestamp of ten digits (seconds) or thirteen (milliseconds) inside the window around `now`. */
export function isInWindow(timestamp: string, now: Instant): boolean {
  if (!/^(\d{10}|\d{13})$/.test(timestamp)) return false;
  const at = Number(timestamp) * (timestamp.length === 10 ? 1000 : 1);
  return Math.abs(now - at) <= WINDOW_MS;
}
