import type { RxCollection } from 'rxdb/plugins/core';
import { pageIdOf, type MemberPageDocument } from './schemas/memberPages.ts';
import type { PageGeneration } from './schemas/state.ts';

/**
 * Whether every page of `generation` is there, by a count of keys in its own slot: pages of the other slot do not hide
 * a missing one, and no page is read.
 */
export async function hasAllPages(
  collection: RxCollection<MemberPageDocument>,
  { slot, bits }: PageGeneration,
): Promise<boolean> {
  const pages = 2 ** bits;
  const pageId = { $gte: pageIdOf(slot, 0), $lte: pageIdOf(slot, pages - 1) };
  return (await collection.count({ selector: { pageId } }).exec()) === pages;
}
