import { one, pick, transaction } from '../message.ts';
import { nothing } from './nodes.ts';

/** Undoes a call whose answer the sender never saw; the original is named by its message id. */
export const reverseCall = transaction({
  number: '2601',
  label: '冲正交易',
  writes: true,
  input: one('data', '冲正信息', {
    required: pick('personId', 'reversedMessageId', 'reversedTransaction'),
  }),
  output: nothing,
});
