import { open } from 'node:fs/promises';
import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import { idSchema } from '../../protocol/primitives.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { MAXIMUM_MOVES, moveHomes, type HomeMove } from '../leases/homeStore.ts';
import type { AdminCommand } from './adminCommand.ts';

/** A file of home stores is no larger: a million members and more. */
const MAXIMUM_FILE_BYTES = 64 * 1024 * 1024;

/** The most lines that a report names one by one; it counts the others. */
const MAXIMUM_REFUSALS_NAMED = 1000;

/** What stands for no home store. */
const NONE = 'none';

const moveSchema = z.strictObject({ memberId: idSchema, storeId: idSchema.nullable() });

const homeCommand: AdminCommand = {
  name: 'home-store',
  usage: `home-store MEMBER_ID --store STORE_ID|${NONE}`,
  summary:
    'makes a store the home of a member: its tills are leased points; those of the store before give theirs back',
  words: 1,
  options: { store: 'needed' },
  async run({ context, words, options }) {
    const move = moveOf(words[0] ?? '', options['store'] ?? '');
    if (move === null) {
      return fail(`Name a member and a store by their ids, or "${NONE}" for the store.`);
    }
    const { refused, ...done } = await moveHomes(context, [move]);
    const [refusal] = refused;
    return refusal === undefined ? ok({ ...move, ...done }) : fail(refusal.why);
  },
};

const homesCommand: AdminCommand = {
  name: 'home-stores',
  usage: 'home-stores FILE',
  summary: `sets the home stores of many members: lines of "memberId,storeId" (CSV; the store may be "${NONE}") or of {"memberId": …, "storeId": …}; reports every line that will not do`,
  words: 1,
  options: {},
  async run({ context, words: [path = ''] }) {
    const text = await readLimited(path);
    return text.ok ? ok(await moveByLines(context, text.value)) : text;
  },
};

/** Where members are at home. */
export const homeCommands: readonly AdminCommand[] = [homeCommand, homesCommand];

async function readLimited(path: string): Promise<Result<string, string>> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    return size > MAXIMUM_FILE_BYTES
      ? fail(`The file ${path} has more than ${MAXIMUM_FILE_BYTES} bytes. Split it.`)
      : ok(await file.readFile('utf8'));
  } catch {
    return fail(`The file ${path} cannot be read.`);
  }
}

/** What the lines of a file came to; a line that will not do keeps none of the others back. */
async function moveByLines(context: LedgerContext, text: string) {
  const refused: { line: number; why: string }[] = [];
  const counts = { moved: 0, unchanged: 0, recalledLeases: 0, refused: 0 };
  const refuse = (line: number, why: string) => {
    counts.refused += 1;
    if (refused.length < MAXIMUM_REFUSALS_NAMED) {
      refused.push({ line, why });
    }
  };
  let batch: (HomeMove & { readonly line: number })[] = [];
  const settle = async () => {
    const done = await moveHomes(context, batch);
    counts.moved += done.moved;
    counts.unchanged += done.unchanged;
    counts.recalledLeases += done.recalledLeases;
    for (const { index, why } of done.refused) {
      refuse(batch[index]?.line ?? 0, why);
    }
    batch = [];
  };
  let line = 0;
  for (const content of text.split(/\r?\n/)) {
    line += 1;
    if (content.trim() !== '' && !(line === 1 && isHeader(content))) {
      const move = parseLine(content.trim());
      if (move === null) {
        refuse(line, 'The line is neither "memberId,storeId" nor such a JSON object.');
      } else {
        batch.push({ ...move, line });
      }
    }
    if (batch.length === MAXIMUM_MOVES) {
      await settle();
    }
  }
  await settle();
  return { ...counts, refusedLines: refused.sort((left, right) => left.line - right.line) };
}

function isHeader(content: string): boolean {
  return /^\s*member_?id\s*,\s*(?:home_?)?store_?id\s*$/i.test(content);
}

function parseLine(content: string): HomeMove | null {
  if (content.startsWith('{')) {
    const parsed = z
      .string()
      .transform((text, context): unknown => {
        try {
          return JSON.parse(text);
        } catch {
          context.addIssue('no JSON');
          return z.NEVER;
        }
      })
      .pipe(moveSchema)
      .safeParse(content);
    return parsed.success ? parsed.data : null;
  }
  const [memberId = '', storeId = '', ...rest] = content.split(',').map((part) => part.trim());
  return rest.length === 0 ? moveOf(memberId, storeId) : null;
}

function moveOf(memberId: string, storeId: string): HomeMove | null {
  const parsed = moveSchema.safeParse({ memberId, storeId: storeId === NONE ? null : storeId });
  return parsed.success ? parsed.data : null;
}
