import { countText } from './words.ts';

export type ProgressTo = { readonly isTTY?: boolean; write(text: string): unknown };

/** Shows how far it is: one line written over on a terminal, a line for every tenth elsewhere. */
export function progressOn(stream: ProgressTo, size: number): (done: number) => void {
  let shown = -1;
  const steps = stream.isTTY === true ? 100 : 10;
  return (done) => {
    const step = Math.floor((done * steps) / size);
    if (step === shown) return;
    shown = step;
    const text = `试算 ${Math.floor((done * 100) / size)}%（${countText(done)} / ${countText(size)} 人次）`;
    if (stream.isTTY !== true) stream.write(`${text}\n`);
    else stream.write(done === size ? '\r\u001b[K' : `\r${text}`);
  };
}
