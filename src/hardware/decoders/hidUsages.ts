/** `count` fields of one name, from the `first` field of an item on. */
export interface HidUsageRow {
  readonly first: number;
  readonly count: number;
  readonly usagePage: number;
  readonly usage: number;
}

/** The names that stand in front of an item of fields. */
export interface HidUsages {
  /** Takes a local item; null, or why the descriptor cannot be. */
  take(item: LocalItem, usagePage: number): string | null;
  /** Names `count` fields; the last name stands for all that are left. `usagePage` is the page at the item of the fields. */
  rows(count: number, usagePage: number): HidUsageRow[];
  clear(): void;
}

interface LocalItem {
  readonly key: number;
  readonly size: number;
  readonly value: number;
}

interface Usage {
  readonly usagePage: number;
  readonly usage: number;
  /** Four bytes, the page among them: a later page does not change it. */
  readonly extended: boolean;
}

/** Names beyond these in front of one item are dropped: no reader has so many fields, but a range can name 65,536. */
const MAXIMUM_USAGES = 1024;

const USAGE = 0x08;
const USAGE_MINIMUM = 0x18;
const USAGE_MAXIMUM = 0x28;
const DELIMITER = 0xa8;

/** Collects the local items of a report descriptor (HID 1.11, section 6.2.2.8) until they are used. */
export function createHidUsages(): HidUsages {
  let usages: Usage[] = [];
  let minimum: Usage | null = null;
  /** Null outside of a set of alternatives, of which the first counts; else how many it has so far. */
  let alternatives: number | null = null;

  function add(usage: Usage, count: number): null {
    alternatives = alternatives === null ? null : alternatives + 1;
    const room = alternatives === null || alternatives === 1 ? MAXIMUM_USAGES - usages.length : 0;
    for (let number = 0; number < Math.min(count, room); number += 1) {
      usages.push({ ...usage, usage: usage.usage + number });
    }
    return null;
  }

  function range(maximum: Usage): string | null {
    const from = minimum ?? maximum;
    minimum = null;
    return maximum.usage < from.usage
      ? 'a range of usages that runs backwards'
      : add(from, maximum.usage - from.usage + 1);
  }

  return {
    take({ key, size, value }, usagePage) {
      const extended = size === 4;
      const usage: Usage = {
        usagePage: extended ? Math.floor(value / 0x10000) : usagePage,
        usage: value & 0xffff,
        extended,
      };
      switch (key) {
        case USAGE:
          return add(usage, 1);
        case USAGE_MINIMUM:
          minimum = usage;
          return null;
        case USAGE_MAXIMUM:
          return range(usage);
        case DELIMITER:
          alternatives = value === 0 ? null : 0;
          return null;
        default:
          return null;
      }
    },
    rows(count, usagePage) {
      const named = withPage(usages, usagePage).slice(0, count);
      return named.map((usage, first) => ({
        first,
        count: first === named.length - 1 ? count - first : 1,
        usagePage: usage.usagePage,
        usage: usage.usage,
      }));
    },
    clear() {
      usages = [];
      minimum = null;
      alternatives = null;
    },
  };
}

/**
 * A page that is named behind the usages and before their fields is that of the usages since the page before (as the Linux
 * kernel reads it: the standard says only that usages and page are joined at the item of the fields).
 */
function withPage(usages: readonly Usage[], usagePage: number): readonly Usage[] {
  const last = usages.at(-1);
  const since = usages.findLastIndex(
    ({ extended, usagePage: page }) => extended || page !== last?.usagePage,
  );
  return last === undefined || last.extended || last.usagePage === usagePage
    ? usages
    : usages.map((usage, index) => (index > since ? { ...usage, usagePage } : usage));
}
