/**
 * Completes package-lock.json for platforms whose packages the registry at hand does not carry: npm leaves
 * such optional packages out of the lock and `npm ci` then refuses it. `--check` only reports.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

/** Platform words as they stand in package names, e.g. `@biomejs/cli-linux-arm64-musl`. */
function platformOf(name) {
  const os = ['linux', 'darwin', 'win32', 'android', 'freebsd'].find((word) => name.includes(word));
  const cpu = ['arm64', 'x64', 'ia32'].find((word) => name.includes(word));
  const libc = name.includes('musl') ? ['musl'] : name.includes('gnu') ? ['glibc'] : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc }) };
}

/** Every optional dependency that the lock names but does not hold. */
export function missingOptional(packages) {
  const held = new Set(
    Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)),
  );
  const missing = [];
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!held.has(name)) missing.push({ path, name, version, dev: entry.dev === true });
    }
  }
  return missing;
}

const missing = missingOptional(lock.packages);
if (process.argv.includes('--check')) {
  for (const { path, name } of missing)
    console.error(`package-lock.json lacks ${name} (optional of ${path || 'the root'})`);
  const hosts = Object.values(lock.packages).filter((entry) => /^https?:/.test(entry.resolved ?? ''));
  if (hosts.length > 0) console.error(`package-lock.json names a registry host in ${hosts.length} places`);
  process.exit(missing.length + hosts.length > 0 ? 1 : 0);
}
for (const { name, version, dev } of missing) {
  lock.packages[`node_modules/${name}`] = {
    version,
    ...(dev && { dev: true }),
    optional: true,
    ...platformOf(name),
  };
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${missing.length} optional packages of other platforms added`);
