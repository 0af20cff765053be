/** A photo of a paper as the interface takes it; large ones are made smaller here. */

const LONGEST_SIDE = 2000;
const SENT_AS_IT_IS = 2_000_000;

async function smaller(file: Blob): Promise<Blob> {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob === null ? fail(new Error('no picture')) : done(blob)), 'image/jpeg', 0.85);
  });
}

/** Base64; rejects what is no picture. */
export async function photoText(file: Blob): Promise<string> {
  const blob = file.size > SENT_AS_IT_IS ? await smaller(file) : file;
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
