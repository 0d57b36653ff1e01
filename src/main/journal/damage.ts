/** Damage that was found in the journal. It is kept as it is; a person decides. */
export interface Damage {
  readonly segment: string;
  readonly message: string;
}

/** As many as the contract with the renderer carries. */
const MAXIMUM_ENTRIES = 100;

/** Collects damage up to a bound; the last entry says when there is more. */
export class DamageList {
  readonly #entries: Damage[] = [];

  get entries(): readonly Damage[] {
    return this.#entries;
  }

  /** What is wrong with one segment, in sentences. */
  of(segment: string): string[] {
    return this.#entries.filter((entry) => entry.segment === segment).map(({ message }) => message);
  }

  add(segment: string, message: string): void {
    if (this.#entries.length < MAXIMUM_ENTRIES - 1) {
      this.#entries.push({ segment, message });
    } else if (this.#entries.length === MAXIMUM_ENTRIES - 1) {
      this.#entries.push({ segment, message: 'more damage was found from here on' });
    }
  }
}
