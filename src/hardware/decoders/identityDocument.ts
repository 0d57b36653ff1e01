/** States, territories and provinces that issue AAMVA cards (AAMVA DL/ID Card Design Standard, annex F.6.1). */
const jurisdictions = new Set(
  (
    'AL AK AS AZ AR CA CO CT DC DE FL GA GU HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK ' +
    'OR PA PR RI SC SD TN TX UT VT VA VI WA WV WI WY MP AB BC MB NB NL NF NT NS NU ON PE QC PQ SK YT'
  ).split(' '),
);

/** Issuer numbers that AAMVA gives out: 636000 to 636062 and 604426 to 604434 (same standard, annex D.12.3). */
const aamvaIssuer = /^;?(?:6360[0-6][0-9]|60442[6-9]|60443[0-4])/;

/** An expiry (YYMM, months 77, 88 and 99 have meanings of their own) and a date of birth (CCYYMMDD) behind the number. */
const aamvaDates =
  /^;?[0-9]{6,19}=[0-9]{2}(?:0[1-9]|1[0-2]|77|88|99)(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])/;

/**
 * Whether `text` is a driving licence or identity card: the magnetic tracks of the AAMVA standard (annex F), the header
 * of its PDF417 barcode (annex D.12.3), or the machine-readable zone of a travel document (ICAO 9303).
 */
export function isIdentityDocument(text: string): boolean {
  // Readers that drop control characters may drop the header's first lines with them.
  if (/^(?:@[\s\u001c-\u001f]{0,6})?(?:ANSI |AAMVA)[0-9]{2}/.test(text)) {
    return true;
  }
  if (
    /^(?:[PV][A-Z<]|[IAC][A-Z<])[A-Z<]{3}[A-Z0-9<]{25,39}(?:\r?\n|$)/.test(text) &&
    text.includes('<<')
  ) {
    return true;
  }
  const tracks2 = text.match(/;[^?]*/g) ?? [];
  const licence = /^%([A-Z]{2})[A-Z .'-]{0,13}\^?([^^?]{0,35})\^/.exec(text);
  if (licence?.[1] !== undefined && jurisdictions.has(licence[1])) {
    // A member card may start with the same two letters; only a licence parts names like this, or has such dates.
    return /[$,]/.test(licence[2] ?? '') || tracks2.some((track) => aamvaDates.test(track));
  }
  return tracks2.some((track) => aamvaIssuer.test(track) && aamvaDates.test(track));
}
