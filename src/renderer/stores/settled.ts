import type { SaleStore } from './saleStore.ts';

/** Resolves once no sale is being approved, and gives points back that are held for one that was not. */
export function settled(sale: SaleStore): Promise<void> {
  const isSettled = (): boolean => {
    const { kind } = sale.getState().stage;
    return kind !== 'approving' && kind !== 'uncertain';
  };
  return new Promise<void>((resolve) => {
    const stop = sale.subscribe(look);
    function look(): void {
      if (isSettled()) {
        stop();
        sale.getState().newSale();
        resolve();
      }
    }
    look();
  });
}
