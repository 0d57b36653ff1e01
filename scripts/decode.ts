import { readFileSync } from 'node:fs';
import { captureListSchema } from '../src/hardware/decoders/capture/captureEntry.ts';
import { decodeCapture } from '../src/hardware/decoders/capture/decodeCapture.ts';

/** Prints what each capture in a JSON file decodes to. Exit 2 with one line where the file is no list of captures. */
function main(path: string | undefined): number {
  if (path === undefined) {
    process.stderr.write('usage: npm run --silent decode -- FILE.json\n');
    return 2;
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : 'it cannot be read';
    process.stderr.write(`Cannot decode ${path}: ${why}.\n`);
    return 2;
  }
  const list = captureListSchema.safeParse(content);
  if (!list.success) {
    process.stderr.write(`Cannot decode ${path}: it is not a JSON list of captures.\n`);
    return 2;
  }
  process.stdout.write(`${JSON.stringify(list.data.map(decodeCapture), null, 2)}\n`);
  return 0;
}

// Who reads only the first lines, as `head` does, has seen enough.
process.stdout.on('error', () => process.exit());
process.exitCode = main(process.argv[2]);
