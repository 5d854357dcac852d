// From the start of a process to the first counterexample of each defect of stores that are crashed.
import { amount } from './amount.mjs';
import { firstOfDefects, median } from './first-of-defects.mjs';
import { print } from './print.mjs';

const runs = amount(3, 1);
const medians = [];
for await (const { defect, value } of firstOfDefects('crash-injection', { runs, most: amount(Number.POSITIVE_INFINITY, 1) })) {
  medians.push(value);
  print({ name: `start to first counterexample, ${defect} (median of ${runs})`, value, unit: 'ms' });
}
print({
  name: `start to first counterexample, median of ${medians.length} defects`,
  value: median(medians),
  unit: 'ms',
  goal: 1000,
});
