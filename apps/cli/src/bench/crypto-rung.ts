import { randomBytes } from 'node:crypto';
import { generateKeyPair, sign, sm3, sm4, verify } from '@zhijie/crypto';
import type { RungResult } from './rung.ts';

/** Processor time of this process, milliseconds: another program on the machine does not count. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** As long as a signed message of a settlement is. */
const MESSAGE_BYTES = 2048;
const BATCH = 20;

type Measured = { readonly done: number; readonly perSecond: number };

/** Repeats on this one core until the processor time is used up. */
function repeat(milliseconds: number, work: () => void): Measured {
  work();
  const start = processorMs();
  let done = 0;
  let spent = 0;
  while (spent < milliseconds) {
    for (let n = 0; n < BATCH; n += 1) work();
    done += BATCH;
    spent = processorMs() - start;
  }
  return { done, perSecond: Math.round((done / spent) * 1000) };
}

function result(id: string, title: string, measured: Measured, breaches: readonly string[]): RungResult {
  return {
    id,
    title,
    clients: 1,
    ...measured,
    ratio: null,
    p50: null,
    p99: null,
    latencyFrom: null,
    cpu: null,
    note: '每秒处理器时间，一个核',
    breaches,
  };
}

/**
 * The national algorithms per second of processor time, one core: SM2 signatures made and checked (issue 4:
 * at least 500 and 200), then SM3 and SM4 over the same message. Their book: what was signed verifies,
 * what was changed does not, what was encrypted comes back.
 */
export function cryptoRungs(seconds: number): RungResult[] {
  const share = (seconds * 1000) / 4;
  const { privateKey, publicKey } = generateKeyPair();
  const message = Uint8Array.from(randomBytes(MESSAGE_BYTES));
  const changed = message.slice();
  changed[0]! ^= 1;
  let signature = sign(privateKey, message);
  const signing = repeat(share, () => {
    signature = sign(privateKey, message);
  });
  let accepted = 0;
  const verifying = repeat(share, () => {
    if (verify(publicKey, message, signature)) accepted += 1;
  });
  const key = randomBytes(sm4.SM4_KEY);
  let cipher = sm4.encryptEcb(key, message);
  const encrypting = repeat(share, () => {
    cipher = sm4.encryptEcb(key, message);
  });
  const digesting = repeat(share, () => void sm3(message));
  const isRight = accepted === verifying.done + 1 && !verify(publicKey, changed, signature);
  const isBack = Buffer.from(sm4.decryptEcb(key, cipher)).equals(message);
  return [
    result('C1', `SM2 sign, ${MESSAGE_BYTES} bytes`, signing, isRight ? [] : ['签名不能由公钥验证']),
    result('C2', `SM2 verify, ${MESSAGE_BYTES} bytes`, verifying, isRight ? [] : ['验签结果不一致']),
    result('C3', `SM4 encrypt, ${MESSAGE_BYTES} bytes`, encrypting, isBack ? [] : ['密文不能还原']),
    result('C4', `SM3, ${MESSAGE_BYTES} bytes`, digesting, []),
  ];
}
