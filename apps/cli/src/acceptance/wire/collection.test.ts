import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../../policy-files.ts';
import { findings, useNetwork } from '../network-under-test.ts';

type Event = { readonly listen: string; readonly script: { readonly exec: readonly string[] } };
type Item = {
  readonly name: string;
  readonly event?: readonly Event[];
  readonly request: {
    readonly method: string;
    readonly url: { readonly raw: string };
    readonly header: readonly { readonly key: string; readonly value: string }[];
    readonly body: { readonly raw: string };
  };
};
type Folder = { readonly name: string; readonly item: readonly Item[] };
type Collection = {
  readonly variable: readonly { readonly key: string; readonly value: string }[];
  readonly event: readonly Event[];
  readonly item: readonly Folder[];
};

const collection: Collection = JSON.parse(readFileSync(join(REPOSITORY, 'spec/postman.json'), 'utf8'));
const underTest = useNetwork(['11', '41', '99']);

/** As much of what Postman gives its scripts as the collection uses. */
class Runner {
  readonly variables = new Map<string, string>();
  asserted = 0;

  fill(text: string): string {
    return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => this.variables.get(name) ?? whole);
  }

  run(events: readonly Event[] | undefined, listen: string, response?: { text: string; type: string }): void {
    const headers = { get: () => response?.type };
    const pm = {
      collectionVariables: {
        get: (name: string) => this.variables.get(name),
        set: (name: string, value: string) => void this.variables.set(name, value),
        replaceIn: (text: string) => this.fill(text),
      },
      response: { json: () => JSON.parse(response?.text ?? 'null'), headers },
      test: (_name: string, body: () => void) => body(),
      expect: (value: unknown, why?: string) => ({
        to: {
          eql: (wanted: unknown) => {
            this.asserted += 1;
            expect(value, why).toEqual(wanted);
          },
        },
      }),
    };
    for (const { script } of (events ?? []).filter((event) => event.listen === listen)) {
      runInContext(`(() => {${script.exec.join('\n')}\n})()`, createContext({ pm, Date }));
    }
  }

  async send({ event, request }: Item): Promise<void> {
    this.run(collection.event, 'prerequest');
    this.run(event, 'prerequest');
    const body = this.fill(request.body.raw);
    expect(body).not.toMatch(/\{\{|undefined/);
    const headers = Object.fromEntries(request.header.map(({ key, value }) => [key, value]));
    const response = await fetch(this.fill(request.url.raw), { method: request.method, headers, body });
    const type = response.headers.get('content-type') ?? '';
    this.run(event, 'test', { text: await response.text(), type });
  }
}

describe('spec/postman.json, run as Postman runs a folder', () => {
  const runner = new Runner();
  beforeAll(() => {
    for (const { key, value } of collection.variable) runner.variables.set(key, value);
    runner.variables.set('baseUrl', underTest().url);
  });

  it.each(collection.item.map((folder) => [folder.name, folder.item] as const))(
    '%s: every call of the flow succeeds',
    async (_name, item) => {
      const before = runner.asserted;
      for (const one of item) await runner.send(one);
      expect(runner.asserted - before).toBeGreaterThanOrEqual(item.length);
    },
  );

  it('leaves books in which the doctor finds nothing', async () => {
    expect(await findings(underTest())).toEqual([]);
  });
});
