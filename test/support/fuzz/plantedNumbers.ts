/** Numbers that payment networks publish for tests, all of lengths that no GTIN has. */
export const plantedNumbers: readonly string[] = [
  '4111111111111111',
  '4012888888881881',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '6011111111111117',
  '3530111333300000',
  '6200000000000005',
  '2200000000000004',
  '6304000000000000',
  '4000000000000000006',
];

/** Whether `output` shows one of them, its digits together or in groups, as a number of its own. */
export function holdsPlantedNumber(output: string): boolean {
  const joined = output.replaceAll(/(?<=[0-9])[ .-](?=[0-9])/g, '');
  return [output, joined].some((text) =>
    (text.match(/[0-9]+/g) ?? []).some((run) => plantedNumbers.includes(run)),
  );
}
