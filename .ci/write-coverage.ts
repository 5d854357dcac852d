import { takeCoverage } from 'node:v8';
import { afterAll } from 'vitest';

// Vitest ends its processes with a signal, which keeps V8 from writing the coverage when they exit.
afterAll(() => takeCoverage());
