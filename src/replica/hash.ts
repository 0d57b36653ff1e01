/**
 * A 128-bit hash for RxDB's own book-keeping (schema and collection names), the same in every context. RxDB would use
 * `crypto.subtle`, which pages outside a secure context lack. Four FNV-1a lanes of 32 bits (RFC 9923) with different
 * starts; not for security.
 */
export function bookkeepingHash(text: string): string {
  return [0x811c9dc5, 0x01234567, 0x9e3779b9, 0x7f4a7c15]
    .map((start) => {
      let hash = start;
      for (let index = 0; index < text.length; index += 1) {
        hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
      }
      return (hash >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}
