import { PN532_ACK } from '../../src/hardware/serial/pn532Commands.ts';
import { createPn532FrameStream } from '../../src/hardware/decoders/pn532/pn532FrameStream.ts';
import { pn532Frame } from './readerFrames.ts';
import type { SerialPair } from './socat.ts';

/** A PN532 at the reader's end of a pair: acknowledges and answers commands as the chip does. */
export interface Pn532Peer {
  /** The codes of the commands that came. */
  readonly commands: number[];
  /** The UIDs of the cards in the field. */
  cards: Uint8Array[];
  /** Answers nothing while true, as a module without power. */
  dead: boolean;
  /** Answers the next command with the chip's error frame. */
  failOnce: boolean;
  /** Sends no more than half of each answer while true. */
  cutAnswers: boolean;
}

/** Starts to answer on `pair`. */
export function startPn532Peer(pair: SerialPair): Pn532Peer {
  const stream = createPn532FrameStream();
  const peer: Pn532Peer = {
    commands: [],
    cards: [],
    dead: false,
    failOnce: false,
    cutAnswers: false,
  };

  function answerTo(command: number): Uint8Array {
    switch (command) {
      case 0x02:
        return pn532Frame(Uint8Array.of(0xd5, 0x03, 0x32, 0x01, 0x06, 0x07));
      case 0x4a: {
        const targets = peer.cards.flatMap((uid, index) => [
          index + 1,
          0,
          0x44,
          0,
          uid.length,
          ...uid,
        ]);
        return pn532Frame(Uint8Array.of(0xd5, 0x4b, peer.cards.length, ...targets));
      }
      default:
        return pn532Frame(Uint8Array.of(0xd5, command + 1));
    }
  }

  async function answer(command: number): Promise<void> {
    peer.commands.push(command);
    await pair.write(PN532_ACK);
    if (peer.failOnce) {
      peer.failOnce = false;
      await pair.write(pn532Frame(Uint8Array.of(0x7f)));
      return;
    }
    // In single bytes: a serial line gives no more than bytes.
    const whole = answerTo(command);
    for (const byte of peer.cutAnswers ? whole.subarray(0, whole.length / 2) : whole) {
      await pair.write(Uint8Array.of(byte));
    }
  }

  pair.onReceived((bytes) => {
    for (const frame of stream.push(bytes, 0)) {
      if (typeof frame !== 'string' && frame.kind === 'information' && !peer.dead) {
        // The pair may be pulled while an answer is under way.
        answer(frame.payload[0] ?? 0).catch(() => undefined);
      }
    }
  });
  return peer;
}
