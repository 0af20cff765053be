#!/usr/bin/env node
/**
 * Runs `main.ts` on Node 24, which strips its types; an older Node hands over to the one of this
 * installation.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = join(dirname(fileURLToPath(import.meta.url)), 'main.ts');
if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('./main.ts');
} else {
  const require = createRequire(import.meta.url);
  const packages = [
    `node-${process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ];
  const home = packages.map((name) => {
    try {
      return dirname(require.resolve(`${name}/package.json`));
    } catch {
      return null;
    }
  });
  const found = home.find((path) => path !== null);
  if (found === undefined) {
    console.error(
      'Zhijie needs Node 24: run `npm ci` here first, or install Node 24. 请先运行 npm ci，或安装 Node 24。',
    );
    process.exit(1);
  }
  const child = spawn(join(found, 'bin', 'node'), [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128));
}
