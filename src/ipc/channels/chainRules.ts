import { z } from 'zod';

/** What the chain says about reads, in words, as the domain's `parseCardPattern` and `parseMeasureRule` read them. */
export const chainRulesSchema = z.object({
  cardFormats: z.array(z.string().max(200)).max(32),
  measureRules: z.array(z.string().max(100)).max(16),
  /** Why newer rules of the chain's are not in effect, for a person; null where there are none such. */
  problem: z.string().max(1000).nullable(),
});

export const chainRulesChannels = {
  /** Empty before enrolment. */
  'chainRules.read': { request: z.strictObject({}), response: chainRulesSchema },
} as const;

export const chainRulesEvents = {
  /** The chain's rules changed; they are in effect from the next read on. */
  'chainRules.changed': chainRulesSchema,
} as const;

export type ChainRulesInWords = z.infer<typeof chainRulesSchema>;
