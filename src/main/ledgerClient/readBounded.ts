import type { HttpAnswer } from './httpFetch.ts';

/**
 * The text of an answer, or null where it is longer than `maximumBytes`: then the rest is not even fetched.
 * Rejects where the connection ends in the middle.
 */
export async function readBounded(
  answer: HttpAnswer,
  maximumBytes: number,
): Promise<string | null> {
  if (answer.body === null) {
    return '';
  }
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let received = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return text + decoder.decode();
      }
      received += value.byteLength;
      if (received > maximumBytes) {
        return null;
      }
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    // Where the answer was read to its end, this does nothing; where it was not, it frees the connection.
    await reader.cancel().catch(() => undefined);
  }
}
