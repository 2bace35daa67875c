import { describe, expect, it } from 'vitest';
import { imageKind } from './image-kind.ts';

const kindOf = (hex: string, length = 64) => {
  const start = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  return imageKind(Buffer.concat([start, Buffer.alloc(Math.max(0, length - start.length))]));
};
const png = '89504e47 0d0a1a0a 0000000d 49484452';
const riff = '52494646 38000000 57454250';

describe('a picture by its header', () => {
  it.each([
    ['PNG', `${png} 00000010 00000020`, { mediaType: 'image/png', width: 16, height: 32 }],
    [
      'JPEG behind other segments',
      'ffd8 ffe0 0004 0000 ff ffdb 0003 00 ffc2 0011 08 0020 0010',
      { mediaType: 'image/jpeg', width: 16, height: 32 },
    ],
    [
      'lossy WebP',
      `${riff} 56503820 00000000 000000 9d012a 1000 2000`,
      { mediaType: 'image/webp', width: 16, height: 32 },
    ],
    ['lossless WebP', `${riff} 5650384c 00000000 2f 0fc00700`, { mediaType: 'image/webp', width: 16, height: 32 }],
    [
      'extended WebP',
      `${riff} 56503858 0a000000 00000000 0f0000 1f0000`,
      { mediaType: 'image/webp', width: 16, height: 32 },
    ],
  ])('%s', (_name, hex, expected) => {
    expect(kindOf(hex)).toEqual(expected);
  });

  it.each([
    ['nothing', '', 0],
    ['a PNG that breaks off', png, 16],
    ['a PNG without a width', `${png} 00000000 00000020`, 64],
    ['a PNG whose header is none', '89504e47 0d0a1a0a 0000000d 49444154 00000010 00000020', 64],
    ['a JPEG without a frame', 'ffd8 ffe0 0004 0000', 64],
    ['a JPEG whose segments lead nowhere', 'ffd8 ffe0 ffff', 64],
    ['a WebP of an unknown kind', `${riff} 414c5048`, 64],
    ['a GIF', '474946383961 1000 2000', 64],
    ['HTML', Buffer.from('<!doctype html>').toString('hex'), 64],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('hex'), 64],
  ])('%s is none', (_name, hex, length) => {
    expect(kindOf(hex, length)).toBe(undefined);
  });
});
