import type { StreamDecoder } from '../../../src/hardware/decoders/decoded.ts';
import { createRfidFrameDecoder } from '../../../src/hardware/decoders/rfid/rfidFrames.ts';
import { createSerialLineDecoder } from '../../../src/hardware/decoders/serialLine.ts';
import { streamTarget } from './decoderTargets.ts';
import type { FuzzTarget } from './fuzz.ts';

/** `decoder` with another `push`. */
function withPush(decoder: StreamDecoder, push: StreamDecoder['push']): StreamDecoder {
  return {
    push,
    tick: (atMs) => decoder.tick(atMs),
    pending: () => decoder.pending(),
    reset: () => decoder.reset(),
  };
}

/**
 * Throws on a byte above 7F behind a flipped STX. Hardly a guess finds both at once; who keeps what reached the first block
 * finds the second from there.
 */
function throwing(): StreamDecoder {
  const decoder = createRfidFrameDecoder();
  let isNear = false;
  return withPush(decoder, (bytes, atMs) => {
    for (const byte of bytes) {
      if (isNear) {
        isNear = false;
        if (byte > 0x7f) {
          throw new Error('planted: a byte that it cannot take');
        }
      }
      if (byte === 0x82) {
        isNear = true;
      }
    }
    return decoder.push(bytes, atMs);
  });
}

/** Forgets what was pushed before, so that pieces make a difference. */
function forgetful(): StreamDecoder {
  const decoder = createRfidFrameDecoder();
  return withPush(decoder, (bytes, atMs) => {
    decoder.reset();
    return decoder.push(bytes, atMs);
  });
}

/** Shows what it should refuse. */
function indiscreet(): StreamDecoder {
  const decoder = createSerialLineDecoder({ framing: 'cr' });
  return withPush(decoder, (bytes, atMs) => {
    const text = Buffer.from(bytes).toString('latin1');
    return decoder
      .push(bytes, atMs)
      .map((outcome) =>
        outcome.result === 'refused' ? { result: 'invalid', reason: `refused: ${text}` } : outcome,
      );
  });
}

/** Decoders with one defect each. */
export function plantedTargets(): FuzzTarget[] {
  return [
    streamTarget('throws', ['rfid'], throwing),
    streamTarget('forgets', ['rfid'], forgetful),
    streamTarget('shows', ['gs1', 'magstripe'], indiscreet),
  ];
}
