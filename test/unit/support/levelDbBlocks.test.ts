import { describe, expect, it } from 'vitest';
import { levelDbBlocks } from '../../e2e/levelDbBlocks.ts';

const MAGIC = '57fb808b247547db';
const NO_COMPRESSION = Buffer.of(0);
const SNAPPY = Buffer.of(1);
/** LevelDB puts a checksum behind each block's kind; the reader does not look at it. */
const CHECKSUM = Buffer.alloc(4);

/** "abcd", then a copy of 8 bytes from 4 back, then "!": Snappy's format, with its length in front. */
const COMPRESSED = Buffer.of(13, 3 << 2, ...Buffer.from('abcd'), 1 | (4 << 2), 4, 0 << 2, 0x21);

/** A table with one data block under the key "k". */
function table(block: Buffer, kind: Buffer): Buffer {
  const data = Buffer.concat([block, kind, CHECKSUM]);
  const entry = Buffer.concat([Buffer.of(0, 1, 2), Buffer.from('k'), Buffer.of(0, block.length)]);
  const index = Buffer.concat([entry, Buffer.of(0, 0, 0, 0), Buffer.of(1, 0, 0, 0)]);
  const handles = Buffer.alloc(40);
  handles.set([0, 0, data.length, index.length]);
  const footer = Buffer.concat([handles, Buffer.from(MAGIC, 'hex')]);
  return Buffer.concat([data, index, NO_COMPRESSION, CHECKSUM, footer]);
}

const texts = (file: Uint8Array): string[] =>
  levelDbBlocks(file).map((block) => Buffer.from(block).toString('latin1'));

describe('the blocks of a LevelDB table', () => {
  it('are given without their compression', () => {
    expect(texts(table(COMPRESSED, SNAPPY))).toContain('abcdabcdabcd!');
  });

  it('are given as they are where they have none', () => {
    expect(texts(table(Buffer.from('plain'), NO_COMPRESSION))).toContain('plain');
  });

  it('are none in a file that is no table', () => {
    expect(levelDbBlocks(Buffer.from('no table at all'))).toEqual([]);
  });
});
