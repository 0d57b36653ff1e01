/** How RxDB's advertisement of its paid storages begins, which it writes as a warning at every start. */
const ADVERTISEMENT = /^-+ RxDB Open Core RxStorage -+/;

/** `warn` without that advertisement, so that support finds nothing in the console but what is wrong. */
export function withoutAdvertisement(
  warn: (...parts: unknown[]) => void,
): (...parts: unknown[]) => void {
  return (...parts) => {
    const [first] = parts;
    if (typeof first !== 'string' || !ADVERTISEMENT.test(first)) {
      warn(...parts);
    }
  };
}
