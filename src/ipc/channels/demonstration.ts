import { z } from 'zod';

export const demonstrationCardsSchema = z.object({
  cards: z
    .array(
      z.object({
        number: z.string().regex(/^[0-9]{13}$/),
        displayName: z.string().max(200),
        tierName: z.string().max(200),
      }),
    )
    .max(24),
  products: z
    .array(z.object({ gtin: z.string().regex(/^[0-9]{13}$/), name: z.string().max(200) }))
    .max(24),
  operators: z
    .array(
      z.object({
        displayName: z.string().max(200),
        role: z.string().max(200),
        pin: z.string().regex(/^[0-9]{4,8}$/),
      }),
    )
    .max(12),
});

export const demonstrationChannels = {
  /** The demonstration's cards, products and PINs, kept by the host since enrolment; `notInThisMode` in a real chain. */
  'demonstration.cards': { request: z.strictObject({}), response: demonstrationCardsSchema },
} as const;

export type DemonstrationCards = z.infer<typeof demonstrationCardsSchema>;
