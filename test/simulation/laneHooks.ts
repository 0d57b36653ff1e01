import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { RedemptionMode } from '../../src/domain/programme.ts';
import { projectRoot } from '../support/processes.ts';

/** `find`, which stands once in `file` (from the project's root), becomes `replace`. */
interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A deliberate bug; `also` is the same slip where the product guards against it a second time. */
export interface Mutation extends Edit {
  readonly name: string;
  readonly also?: Edit;
  /** The one mode of redemption in which it can show; absent: any. */
  readonly mode?: RedemptionMode;
}

const LANE = /[?&]lane=(\d+)/;

/**
 * Gives every module that is loaded as `…?lane=N` a graph of its own, so that one process holds several terminals as if
 * each were a process: RxDB limits the open collections of each. `mutation` is put into the source as it is loaded, here and
 * nowhere else: the product knows of no such flag. Gives a check, for when all is loaded, that it was put there: one whose
 * file was renamed would otherwise be looked for in vain.
 */
export function registerLaneHooks(mutation: Mutation | null): () => void {
  const edits = mutation === null ? [] : [mutation, ...(mutation.also ? [mutation.also] : [])];
  const applied = new Set<Edit>();
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const [, lane] = LANE.exec(context.parentURL ?? '') ?? [];
      const isModule = resolved.url.startsWith('file:') && resolved.format !== 'commonjs';
      if (lane === undefined || !isModule || LANE.test(resolved.url)) {
        return resolved;
      }
      return { ...resolved, url: `${resolved.url}?lane=${lane}` };
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (edits.length === 0 || !url.startsWith('file:')) {
        return loaded;
      }
      const path = fileURLToPath(url.replace(LANE, ''));
      const edit = edits.find(({ file }) => `${projectRoot}${file}` === path);
      if (edit === undefined) {
        return loaded;
      }
      const source = sourceText(loaded.source);
      if (source.split(edit.find).length !== 2) {
        throw new Error(`mutation ${mutation?.name} does not fit ${edit.file} any more`);
      }
      applied.add(edit);
      return { ...loaded, source: source.replace(edit.find, () => edit.replace) };
    },
  });
  return () => {
    const missed = edits.find((edit) => !applied.has(edit));
    if (missed !== undefined) {
      throw new Error(`mutation ${mutation?.name}: nothing loaded ${missed.file}`);
    }
  };
}

function sourceText(source: unknown): string {
  if (typeof source === 'string') {
    return source;
  }
  if (source instanceof Uint8Array) {
    return new TextDecoder().decode(source);
  }
  throw new Error('a module of the product has a source');
}
