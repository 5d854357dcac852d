import { expect, test } from 'vitest';
import { Redirections } from './redirections.ts';

test('a path leads where it was said, with all that is below it', () => {
  const redirections = new Redirections();
  expect(redirections.of('/var/log/x')).toBe('/var/log/x');
  redirections.set('/var/log', '/cw-1/also/var/log');
  redirections.set('/var/log/agent', '/cw-2');
  expect(redirections.of('/var/log')).toBe('/cw-1/also/var/log');
  expect(redirections.of('/var/log/x/')).toBe('/cw-1/also/var/log/x/');
  expect(redirections.of('/var/./lib/..//log/x')).toBe('/cw-1/also/var/log/x');
  expect(redirections.of('/var/logs')).toBe('/var/logs');
  expect(redirections.of('/var/log/../lib')).toBe('/var/log/../lib');
  expect(redirections.of('/var/log/agent/a')).toBe('/cw-2/a');
  redirections.set('/var/log/agent', '/cw-3');
  expect(redirections.of('/var/log/agent')).toBe('/cw-3');
  expect(redirections.of('')).toBe('');
});
