import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import { mutations } from './mutations.ts';
import { faultNames } from './world.ts';

const MAXIMUM_TILLS = 256;

const redemptionModes = ['online', 'standIn', 'allotment'] as const;

export const SIMULATE_USAGE = `npm run --silent simulate -- [options]
  --seed S        the first seed (1)
  --seeds N       how many, one after the other (1)
  --terminals N   tills, 1 to ${MAXIMUM_TILLS} (3)
  --hours H       simulated hours of trading before the faults stop (0.5)
  --mode M        ${redemptionModes.join(', ')}: how points are redeemed; drawn by the seed where not given
  --faults LIST   of ${faultNames.join(',')}; all where not given, "none" for none
  --jobs N        processes that share the seeds (as many as processors where there are many seeds)
  --stop          stop at the first violation
  --mutation M    put a deliberate bug into the product's code: ${mutations.map(({ name }) => name).join(', ')}
  --trace         write what happens to standard error
Each run prints one line of JSON. Exits 1 on a violation, 2 where the options make no sense.`;

const MANY_SEEDS = 20;

const optionsSchema = z.object({
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
  seeds: z.coerce.number().int().min(1).max(1_000_000).default(1),
  terminals: z.coerce.number().int().min(1).max(MAXIMUM_TILLS).default(3),
  hours: z.coerce.number().min(0.05).max(48).default(0.5),
  faults: z
    .string()
    .default('')
    .transform((text) => (text === '' ? faultNames : text === 'none' ? [] : text.split(',')))
    .pipe(z.array(z.enum(faultNames))),
  mode: z.enum(redemptionModes).optional(),
  jobs: z.coerce.number().int().min(1).max(64).optional(),
  stop: z.boolean().default(false),
  mutation: z.enum(mutations.map(({ name }) => name)).optional(),
  trace: z.boolean().default(false),
  help: z.boolean().default(false),
});

/** What the command was asked to play. */
export interface SimulateCommand {
  readonly seed: number;
  readonly seeds: number;
  readonly terminals: number;
  readonly hours: number;
  readonly faults: readonly (typeof faultNames)[number][];
  readonly mode: (typeof redemptionModes)[number] | null;
  readonly jobs: number;
  readonly stop: boolean;
  readonly mutation: string | null;
  readonly trace: boolean;
}

/** Parses the words of the command; null asks for help. */
export function parseSimulateArguments(
  words: readonly string[],
): Result<SimulateCommand | null, string> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        ...{ seed: text, seeds: text, terminals: text, hours: text, faults: text, jobs: text },
        ...{ mode: text, mutation: text, stop: flag, trace: flag, help: flag },
      },
    });
    const parsed = optionsSchema.safeParse(values);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return fail(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}\n${SIMULATE_USAGE}`);
    }
    const { help, jobs, mode, mutation, ...rest } = parsed.data;
    const many = rest.seeds >= MANY_SEEDS ? availableParallelism() : 1;
    const named = { mode: mode ?? null, mutation: mutation ?? null };
    return ok(help ? null : { ...rest, ...named, jobs: jobs ?? many });
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${SIMULATE_USAGE}`);
  }
}
