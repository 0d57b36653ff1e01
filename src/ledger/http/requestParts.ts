import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';

/** A header that came once. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** The body as it came; empty where there is none. */
export function bytesOf(request: FastifyRequest): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}

/** Path and query parameters together. */
export function parametersOf(request: FastifyRequest): unknown {
  const parts = z.object({}).loose();
  return { ...parts.parse(request.query), ...parts.parse(request.params) };
}

/** Reads a body as JSON in UTF-8. */
export function parseJson(bytes: Uint8Array): Result<unknown, LedgerError> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return ok(value);
  } catch {
    return fail({ code: 'badRequest', message: 'The body is not JSON in UTF-8.' });
  }
}
