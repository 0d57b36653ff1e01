import { z } from 'zod';
import { PULL_REFERENCE_PATH } from '../../protocol/pullReference.ts';

const programmesAnswer = z.looseObject({
  documents: z.array(z.looseObject({ document: z.looseObject({}) })),
});

/**
 * An answer in the shape that terminals of protocol version 1 know. They refuse fields that they do not know, and only
 * programmes have gained some.
 */
export function inVersion1(path: string, answer: unknown): unknown {
  if (path !== `${PULL_REFERENCE_PATH}programmes`) {
    return answer;
  }
  const { documents, ...rest } = programmesAnswer.parse(answer);
  return {
    ...rest,
    documents: documents.map((one) => ({ ...one, document: withoutLots(one.document) })),
  };
}

function withoutLots(programme: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(programme).filter(([name]) => name !== 'lots'));
}
