import { z } from 'zod';
import { labelSchema } from './primitives.ts';

/** GET, signed; only where the ledger serves the demonstration chain, otherwise `notFound`. */
export const DEMO_CARDS_PATH = '/v1/demo/cards';

/** Some cards and products of invented members, to be shown as barcodes and presented by the simulated reader. */
export const demoCardsResponseSchema = z.object({
  cards: z
    .array(
      z.object({
        /** The EAN-13 on the card. */
        number: z.string().regex(/^[0-9]{13}$/),
        displayName: labelSchema,
        tierName: labelSchema,
      }),
    )
    .max(24),
  products: z.array(z.object({ gtin: z.string().regex(/^[0-9]{13}$/), name: labelSchema })).max(24),
  operators: z
    .array(
      z.object({
        displayName: labelSchema,
        role: labelSchema,
        pin: z.string().regex(/^[0-9]{4,8}$/),
      }),
    )
    .max(12),
});

export type DemoCardsResponse = z.infer<typeof demoCardsResponseSchema>;
