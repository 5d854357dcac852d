import { expect, test } from 'vitest';
import { sampleReport } from '../../sample-report.test-data.ts';
import { renderJson } from './json.ts';

test('the report as it is, indented, with a line feed at the end', () => {
  const text = renderJson(sampleReport());
  expect(JSON.parse(text)).toEqual(sampleReport());
  expect(text).toMatch(/^\{\n {2}"schemaVersion": 2,[\s\S]*\n\}\n$/);
});
