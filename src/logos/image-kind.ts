export interface ImageKind {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * What kind of picture bytes are by their headers, and how large it is; `undefined` for everything else, pictures that hold programs (SVG) and
 * animations (GIF) among it. A browser decodes the rest: it is served with the type found here and nothing else is made of it.
 *
 * @see W3C PNG §5.2, §11.2.1; ITU-T T.81 §B.1.1.3, §B.2.2; RFC 9649 §2
 */
export function imageKind(bytes: Uint8Array): ImageKind | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = png(view) ?? jpeg(view) ?? webp(view);
  return found !== undefined && found.width > 0 && found.height > 0 ? found : undefined;
}

function png(view: DataView): ImageKind | undefined {
  const isPng = view.byteLength >= 33 && view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a;
  // The header comes first, with 13 bytes.
  if (!isPng || view.getUint32(8) !== 13 || textAt(view, 12) !== 'IHDR') return undefined;
  return { mediaType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

/** Walks from segment to segment until the frame, which tells the size. */
function jpeg(view: DataView): ImageKind | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) {
      return { mediaType: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    // Bytes before a marker may be filled up.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function webp(view: DataView): ImageKind | undefined {
  if (view.byteLength < 30 || textAt(view, 0) !== 'RIFF' || textAt(view, 8) !== 'WEBP') return undefined;
  const size = webpSize(view);
  return size === undefined ? undefined : { mediaType: 'image/webp', ...size };
}

function webpSize(view: DataView): { readonly width: number; readonly height: number } | undefined {
  const kind = textAt(view, 12);
  if (kind === 'VP8X') {
    const less = (at: number) => (view.getUint8(at + 2) << 16) | view.getUint16(at, true);
    return { width: less(24) + 1, height: less(27) + 1 };
  }
  if (kind === 'VP8 ' && view.getUint8(23) === 0x9d && view.getUint8(24) === 0x01 && view.getUint8(25) === 0x2a) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (kind !== 'VP8L' || view.getUint8(20) !== 0x2f) return undefined;
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function textAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}
