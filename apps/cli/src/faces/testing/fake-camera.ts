/**
 * Test support: Chromium with a camera that shows a file. The pictures are crops of `assets/samples.jpg` of
 * `@vladmandic/human` (MIT), made here and deleted with the test: nothing of them is in the repository.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { faceModelFiles } from '@zhijie/web/face-model';
import { chromiumPath } from '@zhijie/web/testing/chromium';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Where somebody is in the picture: left, top, width, height. */
export type Crop = readonly [number, number, number, number];
export const SOMEBODY: Crop = [165, 0, 155, 160];
export const SOMEBODY_ELSE: Crop = [325, 0, 215, 160];

/** One shot of a film: which crop, mirrored (the head seems turned), how large. */
export type Shot = { readonly crop: Crop; readonly isMirrored?: boolean; readonly size: number };

const FRAMES_A_SHOT = 12;
const PICTURE = join(dirname(faceModelFiles().get('faceres.bin')!), '../assets/samples.jpg');

const FILM = `async ({ picture, shots }) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  return shots.map(({ crop: [x, y, w, h], isMirrored, size }) => {
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 480;
    const draw = canvas.getContext('2d');
    if (isMirrored) { draw.translate(640, 0); draw.scale(-1, 1); }
    const scale = Math.min(640 / w, 480 / h) * size;
    draw.drawImage(image, x, y, w, h, 320 - (w * scale) / 2, 240 - (h * scale) / 2, w * scale, h * scale);
    return canvas.toDataURL('image/jpeg', 0.92).split(',')[1];
  });
}`;

async function filmOf(shots: readonly Shot[], file: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: chromiumPath()!, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const picture = `data:image/jpeg;base64,${readFileSync(PICTURE).toString('base64')}`;
    const given = JSON.stringify({ picture, shots });
    const frames = (await page.evaluate(`(${FILM})(${given})`)) as string[];
    const bytes = frames.map((frame) => Buffer.from(frame, 'base64'));
    writeFileSync(file, Buffer.concat(bytes.flatMap((frame) => Array<Buffer>(FRAMES_A_SHOT).fill(frame))));
  } finally {
    await browser.close();
  }
}

export type FilmedBrowser = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Every request with a body, as it left the page. */
  readonly sent: { readonly url: string; readonly body: string }[];
  /** Requests to other machines. */
  readonly outside: string[];
};

/** A browser whose camera shows these shots over and over; closed and deleted afterwards. */
export async function withCamera<T>(
  shots: readonly Shot[],
  work: (browser: FilmedBrowser) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'zhijie-camera-'));
  const file = join(folder, 'camera.mjpeg');
  let browser: Browser | undefined;
  try {
    await filmOf(shots, file);
    const camera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
    const args = ['--no-sandbox', ...camera, `--use-file-for-fake-video-capture=${file}`];
    browser = await chromium.launch({ executablePath: chromiumPath()!, args });
    const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce' });
    const sent: { url: string; body: string }[] = [];
    const outside: string[] = [];
    context.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (!['data:', 'blob:', 'about:'].includes(protocol) && hostname !== '127.0.0.1') {
        outside.push(request.url());
      }
      const body = request.postData();
      if (body !== null) sent.push({ url: request.url(), body });
    });
    const page = await context.newPage();
    return await work({ context, page, sent, outside });
  } finally {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
