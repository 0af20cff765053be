import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { officialCodes } from '@zhijie/wire';
import { checkLeftovers, checkOfficialCodes, checkPurity, checkValues } from './content.ts';
import { checkDependencies } from './dependencies.ts';
import { checkSizes } from './size.ts';
import { type Finding, readSources, type SourceFile } from './source.ts';

/** Every rule about the code, over the files given. */
export function tidy(files: readonly SourceFile[], codes: readonly string[]): Finding[] {
  return [
    ...checkSizes(files),
    ...checkDependencies(files),
    ...checkPurity(files),
    ...checkValues(files),
    ...checkOfficialCodes(files, codes),
    ...checkLeftovers(files),
  ].sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const findings = tidy(readSources(root), officialCodes);
  for (const { path, line, rule, message } of findings) console.error(`${path}:${line} ${rule}: ${message}`);
  console.log(findings.length === 0 ? 'tidy: nothing to say' : `tidy: ${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
