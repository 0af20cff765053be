import { existsSync } from 'node:fs';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** The machine's own Chromium: `CHROMIUM_PATH`, or else a usual place; null when it is not there. */
export function chromiumPath(): string | null {
  const { CHROMIUM_PATH: chosen } = process.env;
  const paths = chosen === undefined || chosen === '' ? PATHS : [chosen];
  return paths.find((path) => existsSync(path)) ?? null;
}

export const CHROMIUM_ADVICE =
  'no Chromium found: apt-get install --no-install-recommends chromium fonts-noto-cjk, or set CHROMIUM_PATH';
