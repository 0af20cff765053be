/** A paper as it was uploaded, with the place of the field that is looked at. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** Of a page, in ten-thousandths of it. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

type Shown = { readonly kind: 'picture' | 'text' | 'other'; readonly bytes: Uint8Array<ArrayBuffer> };

/** By its first bytes: the network hands files out as bytes of no kind. */
function shownOf(bytes: Uint8Array<ArrayBuffer>): Shown {
  const [a, b] = bytes;
  if ((a === 0x89 && b === 0x50) || (a === 0xff && b === 0xd8)) return { kind: 'picture', bytes };
  return { kind: a === 0x3c || a === 0xef ? 'text' : 'other', bytes };
}

/** The bytes behind an address; what was uploaded never changes. */
export function usePaperFile(address: string) {
  return useQuery({
    queryKey: ['paper-file', address],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const answer = await fetch(address, { signal });
      if (!answer.ok) throw new Error(`${answer.status}`);
      return shownOf(new Uint8Array(await answer.arrayBuffer()));
    },
  });
}

type PictureProps = { readonly bytes: Shown['bytes']; readonly alt: string; readonly box: Box | null };

export function PaperPicture({ bytes, alt, box }: PictureProps) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([bytes]));
    setAddress(url);
    return () => URL.revokeObjectURL(url);
  }, [bytes]);
  return (
    <div className="paper-picture">
      {address === null ? null : <img src={address} alt={alt} />}
      {box === null ? null : (
        <svg viewBox="0 0 10000 10000" preserveAspectRatio="none" aria-hidden="true">
          <rect x={box.x} y={box.y} width={box.width} height={box.height} />
        </svg>
      )}
    </div>
  );
}
