import { z } from 'zod';
import { fail, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import { pullQuerySchema } from '../../protocol/exchange.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';

type Answer = Result<unknown, LedgerError>;

/** A signed route. `request` parses the body of a POST, or the query and path parameters of a GET. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  readonly request: z.ZodType;
  readonly response: z.ZodType;
  /** Only where the ledger serves the demonstration chain. */
  readonly demonstration: boolean;
  /** Also for a terminal that was revoked. */
  readonly revokedToo: boolean;
  handle(
    context: LedgerContext,
    terminalId: string,
    input: unknown,
    protocolVersion: number,
  ): Promise<Answer>;
}

interface RouteParts<Request extends z.ZodType> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  readonly request: Request;
  readonly response: z.ZodType;
  readonly demonstration?: boolean;
  readonly revokedToo?: boolean;
  handle(
    context: LedgerContext,
    terminalId: string,
    input: z.infer<Request>,
    protocolVersion: number,
  ): Promise<Answer>;
}

/** A route whose handler gets its input parsed; what does not parse is `badRequest`. */
export function route<Request extends z.ZodType>(parts: RouteParts<Request>): Route {
  return {
    demonstration: false,
    revokedToo: false,
    ...parts,
    async handle(context, terminalId, input, protocolVersion) {
      const parsed = parts.request.safeParse(input);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        const where = issue?.path.join('.') ?? '';
        return fail({
          code: 'badRequest',
          message:
            `The request does not have the expected shape${where === '' ? '' : ` at ${where}`}: ${issue?.message ?? ''}`.slice(
              0,
              500,
            ),
        });
      }
      return parts.handle(context, terminalId, parsed.data, protocolVersion);
    },
  };
}

/** The query of a pull as it stands in the URL; an absent checkpoint starts at the beginning. */
export const pullInputSchema = z
  .object({
    checkpoint: z.string().max(256).optional(),
    limit: z.coerce.number().optional(),
  })
  .transform(({ checkpoint, limit }) => ({
    checkpoint: checkpoint === undefined || checkpoint === '' ? null : checkpoint,
    limit: limit ?? 500,
  }))
  .pipe(pullQuerySchema);
