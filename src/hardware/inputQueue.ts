/** The most reads that wait; a person who presents more meanwhile presents them again. */
const MAXIMUM_WAITING = 8;

/**
 * The events of all readers on their way to the till, after UnifiedPOS: DataEvents and ErrorEvents are delivered while
 * DataEventEnabled is true and wait while it is false; ClearInput drops what waits. What comes when the queue is full is
 * dropped, so that the order of what is kept stays that in which it came.
 */
export class InputQueue<Event> {
  readonly #fire: (event: Event) => void;
  readonly #waiting: Event[] = [];
  #dataEventEnabled = true;

  /** `fire` delivers an event. */
  constructor(fire: (event: Event) => void) {
    this.#fire = fire;
  }

  /** Delivers an event or lets it wait; false where it was dropped. */
  add(event: Event): boolean {
    if (this.#dataEventEnabled) {
      this.#fire(event);
      return true;
    }
    return this.#waiting.length < MAXIMUM_WAITING && this.#waiting.push(event) > 0;
  }

  /** Enabled, delivers what waits, oldest first. */
  setDataEventEnabled(enabled: boolean): void {
    this.#dataEventEnabled = enabled;
    if (enabled) {
      for (const event of this.#waiting.splice(0)) {
        this.#fire(event);
      }
    }
  }

  /** Drops what waits. */
  clearInput(): void {
    this.#waiting.length = 0;
  }
}
