import type { DecodeOutcome, StreamDecoder } from '../decoders/decoded.ts';
import { createRfidFrameDecoder } from '../decoders/rfid/rfidFrames.ts';
import { createSerialFrameDecoder } from '../decoders/serialFrame.ts';
import { createSerialLineDecoder } from '../decoders/serialLine.ts';
import type { SerialReaderConfiguration } from '../hostMessages.ts';
import { createPn532Session } from './pn532Session.ts';
import type { SerialProtocol, SerialStep } from './serialProtocol.ts';

/** The protocol of a reader as it is set up. */
export function createSerialProtocol(configuration: SerialReaderConfiguration): SerialProtocol {
  const { kind, framing, prefix, suffix, frameCheck, rfidChecksum } = configuration;
  switch (kind) {
    case 'lines':
      return listenOnly(createSerialLineDecoder({ framing, prefix, suffix }));
    case 'framed':
      return listenOnly(createSerialFrameDecoder({ check: frameCheck }));
    case 'rfid':
      return listenOnly(createRfidFrameDecoder({ checksum: rfidChecksum }));
    case 'pn532':
      return createPn532Session();
  }
}

function listenOnly(decoder: StreamDecoder): SerialProtocol {
  const step = (outcomes: readonly DecodeOutcome[]): SerialStep => ({ outcomes, send: [] });
  return {
    start: () => step([]),
    push: (bytes, atMs) => step(decoder.push(bytes, atMs)),
    tick: (atMs) => step(decoder.tick(atMs)),
    needsTick: () => decoder.pending(),
    answer: () => 'answering',
    clearInput: () => decoder.reset(),
  };
}
