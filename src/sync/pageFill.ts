import type { ReplicaState } from '../replica/replicaState.ts';
import type { ReplicaStateValue } from '../replica/schemas/state.ts';

/** Starts a fill into the slot that is not being read; an earlier fill under way is abandoned. */
export async function startFill(state: ReplicaState): Promise<void> {
  await state.update((value) => ({ ...nextFill(value) }));
}

/** Starts a fill unless there is a readable generation or a fill under way. */
export async function startFillIfEmpty(state: ReplicaState): Promise<void> {
  await state.update((value) =>
    value.generation === null && value.filling === null ? nextFill(value) : {},
  );
}

/** What is retired lies in the slot that will now be filled: the fill overwrites it. */
function nextFill(
  value: ReplicaStateValue,
): Pick<ReplicaStateValue, 'filling' | 'fillNumber' | 'retired'> {
  const fillNumber = value.fillNumber + 1;
  const slot = value.generation?.slot === 'a' ? 'b' : 'a';
  return { fillNumber, filling: { fillNumber, slot }, retired: null };
}
