/** One event of a stream. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** The longest event that is taken, in characters; the ledger's are below a hundred. */
const MAXIMUM_EVENT_CHARACTERS = 65_536;
const MAXIMUM_ID_CHARACTERS = 128;

/** Reads server-sent events (WHATWG HTML, 9.2.6) from text that comes in arbitrary pieces. */
export class EventStreamParser {
  readonly #heard: (event: ServerEvent) => void;
  #rest = '';
  #event = '';
  #data: string[] = [];
  #dataLength = 0;
  #idBuffer = '';
  #lastEventId = '';

  constructor(heard: (event: ServerEvent) => void) {
    this.#heard = heard;
  }

  /** Takes the next piece; where an event is longer than `fits`, the stream is to be closed. */
  push(piece: string): { readonly fits: boolean; readonly lines: number } {
    this.#rest += piece;
    // A CR at the very end may be the first half of a CRLF: it waits for the next piece.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      this.#line(line);
    }
    const fits = this.#rest.length + this.#dataLength <= MAXIMUM_EVENT_CHARACTERS;
    return { fits, lines: lines.length };
  }

  #line(line: string): void {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.#event = value;
    } else if (field === 'data') {
      this.#data.push(value);
      this.#dataLength += value.length + 1;
    } else if (field === 'id' && value.length <= MAXIMUM_ID_CHARACTERS && !value.includes('\0')) {
      this.#idBuffer = value;
    }
  }

  /** The last id of an event that is complete, null for none: what to resume from. */
  get lastEventId(): string | null {
    return this.#lastEventId === '' ? null : this.#lastEventId;
  }

  #dispatch(): void {
    this.#lastEventId = this.#idBuffer;
    if (this.#data.length > 0) {
      const event = this.#event === '' ? 'message' : this.#event;
      this.#heard({ event, data: this.#data.join('\n') });
    }
    this.#event = '';
    this.#data = [];
    this.#dataLength = 0;
  }
}
