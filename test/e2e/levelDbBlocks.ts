/** The end of a table: two handles, padding and a magic number (LevelDB, doc/table_format.md). */
const FOOTER_BYTES = 48;
const MAGIC = Buffer.from('57fb808b247547db', 'hex');
const SNAPPY = 1;

/** Where a block lies in the file. */
interface Handle {
  readonly offset: number;
  readonly size: number;
}

/**
 * The blocks of a LevelDB table, each without its compression (doc/table_format.md and Snappy's format_description.txt). Keys
 * share their beginnings within a block, so a key may stand there in part; values are whole.
 *
 * @returns nothing where the file is no table; throws where it is one and cannot be read
 */
export function levelDbBlocks(file: Uint8Array): Uint8Array[] {
  const footer = file.subarray(-FOOTER_BYTES);
  if (file.length < FOOTER_BYTES || !MAGIC.equals(footer.subarray(-MAGIC.length))) {
    return [];
  }
  const cursor = new Cursor(footer);
  readHandle(cursor);
  const index = readBlock(file, readHandle(cursor));
  return [index, ...indexedHandles(index).map((handle) => readBlock(file, handle))];
}

/** The handles of the data blocks: the values of the index block's entries, in front of its restart points. */
function indexedHandles(index: Uint8Array): Handle[] {
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  const restarts = view.getUint32(index.length - 4, true);
  const cursor = new Cursor(index.subarray(0, index.length - 4 * (restarts + 1)));
  const handles: Handle[] = [];
  while (!cursor.atEnd()) {
    cursor.varint();
    const keyBytes = cursor.varint();
    const valueBytes = cursor.varint();
    cursor.take(keyBytes);
    handles.push(readHandle(new Cursor(cursor.take(valueBytes))));
  }
  return handles;
}

function readHandle(cursor: Cursor): Handle {
  return { offset: cursor.varint(), size: cursor.varint() };
}

/** A block's bytes; one byte behind it says how it is compressed. */
function readBlock(file: Uint8Array, { offset, size }: Handle): Uint8Array {
  const block = file.subarray(offset, offset + size);
  return file[offset + size] === SNAPPY ? uncompressed(block) : block;
}

function uncompressed(block: Uint8Array): Uint8Array {
  const cursor = new Cursor(block);
  const output = new Uint8Array(cursor.varint());
  let length = 0;
  while (!cursor.atEnd()) {
    const tag = cursor.byte();
    if ((tag & 3) === 0) {
      const short = tag >> 2;
      const count = short < 60 ? short + 1 : cursor.littleEndian(short - 59) + 1;
      output.set(cursor.take(count), length);
      length += count;
      continue;
    }
    const count = (tag & 3) === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const back =
      (tag & 3) === 1
        ? ((tag >> 5) << 8) | cursor.byte()
        : cursor.littleEndian((tag & 3) === 2 ? 2 : 4);
    // A copy may overlap itself, so it goes byte by byte.
    for (let copied = 0; copied < count; copied += 1) {
      output[length] = output[length - back] ?? 0;
      length += 1;
    }
  }
  return output;
}

/** Reads bytes one after the other; throws at the end of them. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) {
      throw new Error('the table ends within a value');
    }
    this.#at += 1;
    return byte;
  }

  take(count: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }

  littleEndian(count: number): number {
    return this.take(count).reduce((sum, byte, index) => sum + byte * 2 ** (8 * index), 0);
  }

  /** Seven bits a byte, lowest first. */
  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        return value;
      }
    }
  }
}
