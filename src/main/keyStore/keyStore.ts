import type { Result } from '../../domain/result.ts';

/** Why a secret could not be read or kept; the message is for the IT person and names no secret. */
export interface KeyStoreFailure {
  readonly code: 'keyStoreFailed';
  readonly message: string;
}

/** Keeps small secrets of this terminal. Names are lower-case words with dashes. */
export interface KeyStore {
  /** The secret, or null where none of this name is kept. */
  read(name: string): Promise<Result<Uint8Array | null, KeyStoreFailure>>;
  /** Keeps a secret durably, in place of an earlier one of this name. */
  write(name: string, secret: Uint8Array): Promise<Result<void, KeyStoreFailure>>;
  /** Removes a secret; one that is not there is fine. */
  remove(name: string): Promise<Result<void, KeyStoreFailure>>;
}
