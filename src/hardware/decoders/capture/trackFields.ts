import { splitTracks } from '../trackText.ts';

/**
 * The names under which the tracks of a swipe are printed: the lines, and of a track 1 of format B its number, name and
 * what stands in its discretionary data. To be given only where the swipe is not refused.
 */
export function trackFields(text: string): Readonly<Record<string, unknown>> {
  const { track1, track2, track3 } = splitTracks(text);
  const formatB = /^B([0-9 ]{1,24})\^([^^]{0,26})\^(.*)$/.exec(track1);
  return {
    type: 'generic',
    line1: track1,
    line2: track2,
    line3: track3,
    ...(formatB === null ? accountOfTrack2(track2) : fieldsOfFormatB(formatB)),
  };
}

function accountOfTrack2(track2: string): Readonly<Record<string, unknown>> {
  const account = /^([0-9]+)(?:=|$)/.exec(track2)?.[1];
  return account === undefined ? {} : { account };
}

function fieldsOfFormatB(match: RegExpExecArray): Readonly<Record<string, unknown>> {
  const [, account = '', name = '', rest = ''] = match;
  const [lastName = '', firstName = ''] = name.trim().split('/');
  const custom = /^0*([0-9A-Z]*[A-Z][0-9A-Z]*)$/.exec(rest)?.[1];
  return {
    account: account.replaceAll(' ', ''),
    lastName: lastName.trim(),
    firstName: firstName.trim(),
    ...(/^[0-9]{4}/.test(rest) ? { expYear: rest.slice(0, 2), expMonth: rest.slice(2, 4) } : {}),
    ...(custom === undefined ? {} : { custom }),
  };
}
