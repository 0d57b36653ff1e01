/** Test numbers that payment networks and processors publish for developers; no cards were ever issued under them. */
const published = [
  '4000056655665556',
  '5200828282828210',
  '2223003122003222',
  '378282246310005',
  '6011000990139424',
  '3056930009020004',
  '6555900000604105',
  '3566002020360505',
  '4012888888881881',
  '5105105105105100',
  '371449635398431',
  '4000002500003155',
  '36227206271667',
  '4000002760003184',
  '5019717010103742',
] as const;

/** The published test number of this index, so that a trace tells by which way it came. */
export function publishedPaymentNumber(index: number): string {
  const number = published[index];
  if (number === undefined) {
    throw new Error('there are no more published numbers: add one');
  }
  return number;
}

/** The stripe of a payment card with this number, both tracks with their sentinels (ISO/IEC 7813). */
export function paymentTracks(number: string): {
  readonly track1: string;
  readonly track2: string;
} {
  return {
    track1: `%B${number}^CARDHOLDER/TEST^30121010000000000?`,
    track2: `;${number}=30121010000000000?`,
  };
}
