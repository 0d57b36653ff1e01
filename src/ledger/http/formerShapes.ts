import { z } from 'zod';
import { PULL_REFERENCE_PATH } from '../../protocol/pullReference.ts';
import { PUSH_PATH, pushResponseSchema, type PushResponse } from '../../protocol/push.ts';

const programmesAnswer = z.looseObject({
  documents: z.array(z.looseObject({ document: z.looseObject({}) })),
});

/**
 * An answer in the shape that terminals of protocol version 1 know. They refuse fields of programmes that they do not know,
 * and know no quarantine: to them, what is there is parked.
 */
export function inVersion1(path: string, answer: unknown): unknown {
  if (path === PUSH_PATH) {
    return pushInVersion1(pushResponseSchema.parse(answer));
  }
  if (path !== `${PULL_REFERENCE_PATH}programmes`) {
    return answer;
  }
  const { documents, ...rest } = programmesAnswer.parse(answer);
  return {
    ...rest,
    documents: documents.map((one) => ({ ...one, document: withoutLots(one.document) })),
  };
}

function pushInVersion1({ results, head, stopped }: PushResponse): unknown {
  const formerCode = stopped?.code === 'ledgerAhead' ? 'idReused' : 'rejected';
  return {
    results: results.map(({ sequence, outcome }) => ({
      sequence,
      outcome: outcome === 'quarantined' ? 'parked' : outcome,
    })),
    head: { sequence: head.sequence, hash: head.hash },
    stopped:
      stopped === null || stopped.code === 'sequenceGap'
        ? stopped
        : { ...stopped, code: formerCode },
  };
}

function withoutLots(programme: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(programme).filter(([name]) => name !== 'lots'));
}
