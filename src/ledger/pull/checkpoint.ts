/** Checkpoints travel as `<kind>~<epoch>~<part>~…`; terminals hand them back as they came. */
const SEPARATOR = '~';

/** The text of a checkpoint. Parts hold no "~": ids, hexadecimal tokens and numbers do not. */
export function formatCheckpoint(
  kind: string,
  epoch: string,
  parts: readonly (string | number)[],
): string {
  return [kind, epoch, ...parts].join(SEPARATOR);
}

/** The parts of a checkpoint of this kind, epoch and number of parts; null for anything else. */
export function parseCheckpoint(
  kind: string,
  epoch: string,
  count: number,
  text: string | null,
): readonly string[] | null {
  const [textKind, textEpoch, ...parts] = (text ?? '').split(SEPARATOR);
  return textKind === kind && textEpoch === epoch && parts.length === count ? parts : null;
}

/** A decimal number of a checkpoint, null where it is none. Transaction ids keep to 2^53 for 285 years at a million a second. */
export function checkpointNumber(part: string | undefined): number | null {
  return part !== undefined && /^[0-9]{1,15}$/.test(part) ? Number(part) : null;
}
