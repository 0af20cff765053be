import type { Block } from '../pdf/paper.ts';
import { inGroups } from '../words.ts';

/** A signature of the node over the content: shown whole, so that a printed paper can be checked too. */
export type PaperSignature = {
  readonly algorithm: string;
  /** What was signed, in Chinese. */
  readonly over: string;
  readonly digest: string;
  /** Null where the reader has it from elsewhere. */
  readonly publicKey: string | null;
  readonly value: string;
  /** How to check it. */
  readonly check: string;
};

export const signatureBlocks = ({
  algorithm,
  over,
  digest,
  publicKey,
  value,
  check,
}: PaperSignature): Block[] => [
  { kind: 'heading', text: '电子签名' },
  {
    kind: 'facts',
    rows: [
      [
        { label: '算法', value: algorithm },
        { label: '签的是', value: over },
      ],
      [{ label: '摘要 SM3', value: inGroups(digest), isCode: true }],
      [{ label: '签名', value, isCode: true }],
      ...(publicKey === null ? [] : [[{ label: '公钥', value: publicKey, isCode: true }]]),
      [{ label: '怎样验证', value: check }],
    ],
  },
];
