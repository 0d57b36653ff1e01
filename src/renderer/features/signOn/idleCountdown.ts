/** How many seconds before the sign-off it is announced. */
export const ANNOUNCED_S = 30;

/** Minutes without a touch after which the operator is signed off, where the terminal's settings say nothing else. */
export const DEFAULT_IDLE_MINUTES = 15;

/** What a till that nobody touches does: nothing yet, tell the seconds left, or sign off. */
export type IdleState = 'active' | 'over' | { readonly secondsLeft: number };

/** The state after `idleMs` without a touch, where the limit is `limitMinutes`; 0 is never. */
export function idleState(idleMs: number, limitMinutes: number): IdleState {
  if (limitMinutes === 0) {
    return 'active';
  }
  const leftMs = limitMinutes * 60_000 - idleMs;
  if (leftMs <= 0) {
    return 'over';
  }
  return leftMs > ANNOUNCED_S * 1000 ? 'active' : { secondsLeft: Math.ceil(leftMs / 1000) };
}
