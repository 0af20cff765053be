/** The pages over the fake port on loopback: `node apps/web/src/testing/dev-server.ts [port]`. */
import { instant } from '@zhijie/kernel';
import { fastify } from 'fastify';
import { registerPages } from '../index.ts';
import { FAKE_NOW } from './fake-persons.ts';
import { fakePort } from './fake-port.ts';

const app = fastify({ logger: false });
registerPages(app, fakePort(), { now: () => instant(FAKE_NOW), sessionKey: new Uint8Array(32).fill(7) });
const address = await app.listen({ host: '127.0.0.1', port: Number(process.argv[2] ?? 8699) });
console.log(`${address} (fake port, fixed clock)`);
