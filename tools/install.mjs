/**
 * Installs what the lock file names, when it is not there yet. Plain JavaScript for Node 20: npm itself still
 * runs on the machine's Node, and Node 24 only arrives with this installation.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.zhijie-lock');
const digest = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) process.exit(0);

console.log('正在安装依赖（首次约一分钟）… Installing dependencies (about a minute the first time)…');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const result = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (result.status !== 0) {
  console.error(
    '安装失败：请检查能否访问 npm 源，然后重试。 Installation failed: check the npm registry and run again.',
  );
  process.exit(result.status ?? 1);
}
writeFileSync(stamp, digest);
