import { expect, test } from 'vitest';
import { type Claims, resolveClaims } from '../contract/claims.ts';
import { telling } from '../judge/telling.ts';
import { claimsLiteral, renderProbe } from './probe.ts';
import { sampleProbe } from './sample-probe.test-data.ts';

const plain = { color: false, width: 100, telling };

test('shows every guarantee and every outcome, and the claims to paste', async () => {
  await expect(renderProbe(sampleProbe(), plain)).toMatchFileSnapshot('./probe.golden.txt');
});

test('color changes nothing but color', () => {
  const colored = renderProbe(sampleProbe(), { color: true, width: 100, telling });
  expect(colored).toContain('\u001b[31m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderProbe(sampleProbe(), plain));
});

test('two probes differ in the last line alone', () => {
  const other = sampleProbe({ times: { startedAt: '2027-01-01T00:00:00.000Z', durationMs: 99_000 } });
  const [one, two] = [sampleProbe(), other].map((probe) => renderProbe(probe, plain).trimEnd().split('\n'));
  expect(one?.slice(0, -1)).toEqual(two?.slice(0, -1));
  expect(two?.at(-1)).toMatch(/ · 99 s$/);
});

test('no claims where nothing can be said, and a word where it was interrupted', () => {
  const { strongest: _, ...rest } = sampleProbe({ interrupted: true, findings: [] });
  const text = renderProbe(rest, plain);
  expect(text).toContain('Nothing can be said of what the store could claim');
  expect(text).not.toContain('claims: {');
  expect(text).toContain('Interrupted');
});

test('says where the claims are those of the adapter', () => {
  const { store } = sampleProbe();
  expect(renderProbe(sampleProbe({ strongest: store.claims }), plain)).toContain('what the adapter claims already');
  expect(renderProbe(sampleProbe(), plain)).not.toContain('what the adapter claims already');
});

test('one writer, of whom everything else follows', () => {
  const [refuted] = sampleProbe().guarantees.filter(({ counterexample }) => counterexample?.scenario === 'concurrent-patch');
  const guarantees = refuted === undefined ? [] : [{ ...refuted, writers: 'one-instance' as const }];
  expect(renderProbe(sampleProbe({ guarantees }), plain)).toMatch(
    /^Writers at the same time\n {2}✗ one instance {4}refuted \(PATCH-3, PATCH-6\): No order explains /m,
  );
});

test.each<[claims: Claims, literal: string]>([
  [{ survives: 'nothing' }, "claims: { survives: 'nothing' },"],
  [{ survives: 'power-loss', patch: 'native', append: 'awaited' }, "claims: { survives: 'power-loss' },"],
  [
    { survives: 'process-kill', acknowledgedBy: 'flush', append: 'queued', corruption: 'reject' },
    "claims: { survives: 'process-kill', acknowledgedBy: 'flush', append: 'queued', corruption: 'reject' },",
  ],
])('%j', (claims, literal) => {
  expect(claimsLiteral(resolveClaims(claims))).toBe(literal);
});
