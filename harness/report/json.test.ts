import { expect, test } from 'vitest';
import { renderJson } from './json.ts';
import { sampleReport } from './sample-report.test-data.ts';

test('the report as it is, indented, with a line feed at the end', () => {
  const text = renderJson(sampleReport());
  expect(JSON.parse(text)).toEqual(sampleReport());
  expect(text).toMatch(/^\{\n {2}"schemaVersion": 2,[\s\S]*\n\}\n$/);
});
