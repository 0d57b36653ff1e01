import { z } from 'zod';
import { MAXIMUM_AMOUNT_MINOR } from '../domain/money.ts';
import { MAXIMUM_POINTS } from '../domain/points.ts';

/** An id of the chain: a store, terminal, member, product, operator or programme. */
export const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

/** A UUID in lower-case text form (RFC 9562). */
export const uuidSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/** A transaction's id: the terminal's id, a colon and a UUID. */
export const transactionIdSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  );

/** A SHA-256 as 64 lower-case hexadecimal digits. */
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** A card's token: 128 bits of its keyed hash as 32 lower-case hexadecimal digits. */
export const cardTokenSchema = z.string().regex(/^[0-9a-f]{32}$/);

/** A UTC instant with milliseconds, e.g. 2026-11-22T09:30:00.000Z (ISO 8601). */
export const instantSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

/** A calendar date, YYYY-MM-DD. */
export const dateSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Base64 (RFC 4648, section 4) of at most 1024 characters. */
export const base64Schema = z
  .string()
  .max(1024)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/);

/** Points of either sign. */
export const pointsSchema = z.int().min(-MAXIMUM_POINTS).max(MAXIMUM_POINTS);

/** Points that are not negative. */
export const pointCountSchema = z.int().min(0).max(MAXIMUM_POINTS);

/** An amount of money in minor units. */
export const amountMinorSchema = z.int().min(0).max(MAXIMUM_AMOUNT_MINOR);

/** A terminal's sequence number, 1 for the first. */
export const sequenceSchema = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** A short text for people; no control characters. */
export const labelSchema = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);
