import { splitAim, symbologyOf } from '../aimIdentifier.ts';
import { gs1Elements, MAXIMUM_TEXT_LENGTH } from '../classifyText.ts';
import type { DecodeOutcome } from '../decoded.ts';
import { readEanUpc } from '../eanUpc.ts';
import { readPriceEmbedded } from '../priceEmbedded.ts';

/**
 * The names under which a text's parts are printed: identifier, symbology, payload, GS1 elements, a price in an EAN. To be
 * given only where `outcome` is no refusal.
 */
export function textFields(
  input: string,
  knownAim: string | null,
  outcome: DecodeOutcome,
): Readonly<Record<string, unknown>> {
  if (input.length > MAXIMUM_TEXT_LENGTH) {
    // Nobody looked into it for a payment card, so none of it is printed.
    return { valid: false, why: 'the read is too long' };
  }
  const split = knownAim === null ? splitAim(input) : { aim: knownAim, text: input };
  const { aim, text } = split;
  const ean = aim?.startsWith(']E') === true ? readEanUpc(aim, text) : null;
  const elements = ean === null ? gs1Elements(aim, text) : null;
  const behindEan = ean?.ok === true ? ean.value.elements : null;
  const found = elements?.ok === true ? elements.value : behindEan;
  const ai = found === null ? null : Object.fromEntries(found);
  const isAddress = /^https?:/i.test(text);
  const payload = ean?.ok === true ? ean.value.digits : text;
  const embedded = readPriceEmbedded(payload);
  const symbology = ean?.ok === true ? ean.value.symbology : aim === null ? null : nameOf(aim);
  const valid = outcome.result === 'credential';
  return {
    ...(aim === null ? {} : { aim }),
    ...(symbology === null ? {} : { symbology }),
    ...(ean?.ok === true && ean.value.supplement !== ''
      ? { supplement: ean.value.supplement }
      : {}),
    valid,
    ...(outcome.result === 'invalid' ? { why: outcome.reason } : {}),
    text: payload,
    ...(ai === null ? {} : { elements: ai, ai, ...ai }),
    ...(isAddress ? { digital_link_ai: ai } : {}),
    ...(aim !== null && ai !== null && text.endsWith('\u001d')
      ? { trailing_fnc1: 'transmitted, not stripped' }
      : {}),
    ...(valid && embedded !== null ? { [embedded.kind]: embedded.value } : {}),
  };
}

/** The symbology as GS1's own software names it. */
function nameOf(aim: string): string {
  const name = symbologyOf(aim);
  return name === 'DataMatrix' ? 'DM' : name;
}
