import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { readFileIfThere, writeFileAtomically } from '../files/atomicFile.ts';
import { parseJsonText } from '../files/jsonText.ts';

/** So many browsers are remembered; the oldest is forgotten first. */
const MAXIMUM_SESSIONS = 4;

const stateSchema = z.strictObject({
  /** Where the host listened last: the same origin means the same IndexedDB. */
  port: z.int().min(0).max(65_535),
  /** SHA-256 of the session cookies that were given out. */
  sessions: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(MAXIMUM_SESSIONS),
});

/** What the browser host keeps in its profile, so that an open page finds its host again after a restart. */
export type BrowserHostState = z.infer<typeof stateSchema>;

/** Reads the state; a file that is not there, not sound or not readable is as good as none: a new one costs nothing. */
export async function readBrowserHostState(path: string): Promise<BrowserHostState> {
  const content = await readFileIfThere(path).catch(() => null);
  const parsed = stateSchema.safeParse(content === null ? undefined : parseJsonText(content));
  return parsed.success ? parsed.data : { port: 0, sessions: [] };
}

/** Keeps the state. Rejects with a system error. */
export async function writeBrowserHostState(path: string, state: BrowserHostState): Promise<void> {
  await writeFileAtomically(path, new TextEncoder().encode(`${JSON.stringify(state)}\n`));
}

/**
 * Who may speak to the host. The printed address holds a token that opens it once; the browser that used it gets a
 * session cookie, and only that browser gets in from then on.
 */
export class BrowserSessions {
  readonly #randomToken: () => string;
  readonly #changed: (sessions: string[]) => Promise<void>;
  readonly #token: string;
  #isTokenUsed = false;
  #sessions: string[];

  constructor(options: {
    readonly sessions: readonly string[];
    /** Makes an unguessable word of URL-safe characters. */
    readonly randomToken: () => string;
    readonly changed: (sessions: string[]) => Promise<void>;
  }) {
    this.#sessions = [...options.sessions];
    this.#randomToken = options.randomToken;
    this.#changed = options.changed;
    this.#token = options.randomToken();
  }

  /** What the printed address holds. */
  get token(): string {
    return this.#token;
  }

  /** Exchanges the one-time token for a session; null where it is wrong or was used before. */
  async exchange(token: string): Promise<string | null> {
    if (this.#isTokenUsed || !isSame(token, this.#token)) {
      return null;
    }
    this.#isTokenUsed = true;
    const session = this.#randomToken();
    this.#sessions = [digest(session), ...this.#sessions].slice(0, MAXIMUM_SESSIONS);
    await this.#changed(this.#sessions);
    return session;
  }

  /** Whether `session` was given out by this host, in this run or an earlier one. */
  knows(session: string): boolean {
    const asked = digest(session);
    return this.#sessions.some((known) => isSame(known, asked));
  }
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(digest(one)), Buffer.from(digest(other)));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
