import type { SerialReaderConfiguration } from '../hostMessages.ts';

const lineEnds = {
  cr: 'ended by CR',
  lf: 'ended by LF',
  crlf: 'ended by CR LF',
  idle: 'ended by silence',
};

/** How the reads of a reader come in, in words. */
export function framingWords(configuration: SerialReaderConfiguration): string {
  switch (configuration.kind) {
    case 'lines':
      return lineEnds[configuration.framing];
    case 'framed':
      return configuration.frameCheck === 'none'
        ? 'between STX and ETX'
        : `between STX and ETX, with ${configuration.frameCheck.toUpperCase()}`;
    case 'rfid':
      return `RFID frame, checksum: ${configuration.rfidChecksum}`;
    case 'pn532':
      return 'frame of a PN532';
  }
}
