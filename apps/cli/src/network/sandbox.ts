import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sign, systemRandomBytes, toBase64Url } from '@zhijie/crypto';
import type { Clock } from '@zhijie/kernel';
import type { SeedPerson } from '@zhijie/population';
import type { Province } from '@zhijie/province';
import {
  type Control,
  createConformance,
  createCoverage,
  createOutcomes,
  createRecorder,
  createViewers,
  type PeoplePort,
  type ReportSigner,
  type Sandbox,
  type Unmasking,
} from '@zhijie/sandbox';
import { readInstallation } from '../installation.ts';
import { jsonLog } from './log.ts';

/** A sandbox before its network is there: it looks on from the first message. */
export type SandboxParts = Omit<Sandbox, 'control' | 'people'> & {
  /** Shown on the terminal: whoever has it may see whole names and numbers. */
  readonly unmaskKey: string;
};

const KEY_BYTES = 9;

function unmaskLog(folder: string): (entry: Unmasking) => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'unmasked.jsonl');
  return (entry) =>
    appendFileSync(file, `${JSON.stringify({ ...entry, at: new Date(entry.at).toISOString() })}\n`, {
      mode: 0o600,
    });
}

/** Reports are signed with the key of the installation's hub, which is there once its network is. */
function signerOf(dataDir: string): ReportSigner {
  const key = () => readInstallation(dataDir).secretsOf('hub').privateKey;
  return { publicKey: () => key().publicKey.hex, sign: (text) => sign(key(), text, { format: 'raw' }) };
}

/** What looks on at a network in this process. Unmaskings are kept below the data folder. */
export function openSandbox(dataDir: string, now: Clock): SandboxParts {
  const unmaskKey = toBase64Url(systemRandomBytes(KEY_BYTES));
  const outcomes = createOutcomes();
  const recorder = createRecorder({
    now,
    ticks: () => performance.now(),
    later: (work) => void setImmediate(work),
    wait: (ms) => sleep(ms, undefined, { ref: false }),
    outcomes,
    log: jsonLog('sandbox', 'warn', now),
  });
  const write = unmaskLog(join(dataDir, 'sandbox'));
  const viewers = createViewers({ key: unmaskKey, now, randomBytes: systemRandomBytes, write });
  const coverage = createCoverage();
  const conformance = createConformance({ now, outcomes, signer: signerOf(dataDir) });
  recorder.listen(({ summary }) => {
    coverage.add(summary);
    conformance.add(summary);
  });
  return { now, recorder, outcomes, viewers, coverage, conformance, unmaskKey };
}

/** The sandbox of a network that runs: with its people, and what may be done to it. */
export function sandboxOf(
  { unmaskKey, ...parts }: SandboxParts,
  provinces: ReadonlyMap<string, Province>,
  control: Control | null,
): Sandbox {
  return { ...parts, people: networkPeople(provinces), control };
}

/** Synthetic people into the nodes of a network, as its own seed does. */
function networkPeople(provinces: ReadonlyMap<string, Province>): PeoplePort {
  const insuring = (area: string) => provinces.get(area.slice(0, 2));
  return {
    async isKnown(person: SeedPerson) {
      const area = person.coverages[0]!.area;
      const province = insuring(area);
      if (province === undefined) return false;
      const actor = {
        id: 'sandbox',
        kind: 'agency',
        node: province.address,
        areas: [area],
        roles: [],
      } as const;
      return (await province.insured.services.findPerson(actor, person.citizenNumber)).ok;
    },
    async bringIn(area, persons) {
      const province = insuring(area);
      if (province === undefined) return false;
      await province.insured.seed(persons);
      // Before anybody is told of them, the directory knows where they are insured.
      while ((await province.deliver()) > 0);
      return true;
    },
  };
}
