/** Width and height of a PNG or JPEG in pixels, from its header; null when it is neither. */
export type PictureSize = { readonly width: number; readonly height: number };

export function pictureSize(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isPng(bytes)) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (!isJpeg(bytes)) return null;
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

export const isPng = (bytes: Uint8Array): boolean =>
  bytes.length > 24 && bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;
export const isJpeg = (bytes: Uint8Array): boolean =>
  bytes.length > 24 && bytes[0] === 0xff && bytes[1] === 0xd8;
