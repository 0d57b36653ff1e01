import type { Measure } from '../../../domain/measureRule.ts';
import type { Observation } from '../../../ipc/channels/devices.ts';
import { formatCount } from '../../ui/format.ts';
import { weightWords } from '../identify/measuredProduct.ts';

/** What a read means, for the person who sets readers up. */
export interface ObservationWords {
  readonly tone: 'good' | 'info' | 'warning' | 'refused';
  readonly title: string;
  readonly detail: string;
}

type Scheme = Extract<Observation['meaning'], { kind: 'card' }>['scheme'];

const SCHEMES: Readonly<Record<Scheme, string>> = {
  number: 'number',
  gsrn: 'GSRN',
  uid: 'chip’s UID',
};

/** How a read came in, e.g. "15 bytes · ended by CR LF · EAN-13 (]E0)". */
export function receivedWords({
  count,
  unit,
  framing,
  aim,
  symbology,
}: Observation['received']): string {
  const size =
    count === null ? '' : `${formatCount(count)} ${count === 1 ? unit.slice(0, -1) : unit}`;
  const code = aim === null ? '' : symbology === null ? aim : `${symbology} (${aim})`;
  return [size, framing, code].filter((part) => part !== '').join(' · ');
}

/** What a read is at this terminal. Carries at most the last four characters of a card. */
export function meaningWords(meaning: Observation['meaning']): ObservationWords {
  switch (meaning.kind) {
    case 'card':
      return {
        tone: 'good',
        title: `Loyalty card ${meaning.cardLabel}`,
        detail: `A ${schemeWords(meaning)}, taken by “${meaning.cardFormat}”.`,
      };
    case 'product':
      return {
        tone: 'good',
        title: `Product ${meaning.gtin.replace(/^0{1,6}/, '')}`,
        detail: `At the till it is added to the sale${measureWords(meaning.measure)}.`,
      };
    case 'receipt':
      return {
        tone: 'good',
        title: 'Receipt',
        detail: 'At the till it finds its sale, on the screen of returns.',
      };
    case 'unknownCard':
      return {
        tone: 'warning',
        title: `Unknown card ${meaning.cardLabel}`,
        detail: `A ${schemeWords(meaning)}. If it is a loyalty card, “${meaning.suggestion}” would take it.`,
      };
    case 'neither':
      return {
        tone: 'warning',
        title: 'Neither card nor product',
        detail: `${formatCount(meaning.length)} characters came in that are no number.`,
      };
    case 'refused':
      return meaning.reason === 'paymentCard'
        ? {
            tone: 'refused',
            title: 'Payment card refused',
            detail: 'Nothing of it is shown or kept. The reader works: take a loyalty card.',
          }
        : {
            tone: 'refused',
            title: 'Identity document refused',
            detail: 'Nothing of it is shown or kept. The reader works: take a loyalty card.',
          };
    case 'ignored':
      return { tone: 'info', title: 'No read', detail: sentence(meaning.reason) };
    case 'invalid':
      return { tone: 'warning', title: 'Unreadable', detail: sentence(meaning.reason) };
  }
}

function measureWords(measure: Measure | undefined): string {
  if (measure === undefined) {
    return '';
  }
  return measure.kind === 'weight'
    ? ` by weight, ${weightWords(measure)}`
    : ` at the label’s price, ${(measure.amount / 10 ** measure.decimals).toFixed(measure.decimals)}`;
}

/** Whether the read makes a card format that would take it worth trying. */
export function suggestedFormat(meaning: Observation['meaning']): string | null {
  return meaning.kind === 'unknownCard' ? meaning.suggestion : null;
}

function schemeWords({
  scheme,
  length,
}: {
  readonly scheme: Scheme;
  readonly length: number;
}): string {
  return scheme === 'uid'
    ? `${SCHEMES.uid} of ${length / 2} bytes`
    : `${SCHEMES[scheme]} of ${length} characters`;
}

/** A reason as a sentence: with a capital letter and a full stop. */
function sentence(reason: string): string {
  const text = reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
