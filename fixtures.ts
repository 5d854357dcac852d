export * from './fixtures/index.ts';
export type { FixtureCase, FixtureDiskOptions } from './harness/judge/fixtures/fixture-case.ts';
export { type TemporaryDirectory, type ToDirectoryOptions, toDirectory } from './harness/judge/fixtures/to-directory.ts';
export { type MemoryVolume, type ToVolumeOptions, toVolume } from './harness/judge/fixtures/to-volume.ts';
