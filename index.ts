import type { judge as judgeNow } from './harness/judge/judge.ts';

export type { Adapter, JudgedPackage, OpenContext, RecordBackend } from './harness/contract/adapter.ts';
export type { AdapterFamily } from './harness/contract/adapter-family.ts';
export type { Claims, ResolvedClaims, Survival } from './harness/contract/claims.ts';
export { defineAdapter } from './harness/contract/define-adapter.ts';
export { definePool } from './harness/contract/define-pool.ts';
export { defineRegistry } from './harness/contract/define-registry.ts';
export { Failure } from './harness/contract/failure.ts';
export type {
  Agent,
  AgentEvent,
  Backend,
  LiveSession,
  Pool,
  PoolAdapter,
  PoolClock,
  PoolConfig,
  PoolKey,
  PoolOpenOptions,
  Rows,
  SessionRow,
  TurnResult,
  Worktree,
  WorktreeState,
} from './harness/contract/pool.ts';
export type { PoolClaims } from './harness/contract/pool-claims.ts';
export type {
  LaunchMeta,
  ListedSession,
  LockOwner,
  Pids,
  ProcessLook,
  Registry,
  RegistryAdapter,
  RegistryConfig,
  RegistryOpenOptions,
  SessionStatus,
  ShownLock,
  ShownSession,
  Source,
  StoredLaunch,
} from './harness/contract/registry.ts';
export type { RegistryClaims } from './harness/contract/registry-claims.ts';
export type { ServedAdapter, ServedContext, ServicePlace } from './harness/contract/served-adapter.ts';
export type { ServedClaims } from './harness/contract/served-claims.ts';
export type {
  AppendOptions,
  Awaitable,
  Fields,
  Json,
  SessionState,
  SessionStore,
  ShownState,
  View,
} from './harness/contract/session-store.ts';
export type { StdioProgram } from './harness/contract/stdio-program.ts';
export type { Config, ConfiguredRun, ConfiguredTarget } from './harness/judge/config/config.ts';
export { defineConfig } from './harness/judge/config/config.ts';
export type { JudgeFailure, JudgeOptions, JudgeProgress } from './harness/judge/judge-options.ts';
export type { Counterexample } from './harness/verdict/counterexample.ts';
export type { Effort, Finding, OverallVerdict, Report, RequirementReport } from './harness/verdict/report.ts';
export type { Severity, Verdict } from './harness/verdict/requirement.ts';

/**
 * Judges a store: runs every suite that its claims call for, and returns the report as plain data. Nothing is printed.
 *
 * @param target an adapter file (path or URL), the name of a built-in store, `defect:<name>` or `<family>:<package>`; or an adapter made
 *   with `defineAdapter` or `definePool` that is the default export of its file.
 * @throws {Failure} with blame `usage` where there is nothing to judge: CW_TARGET_MISSING, CW_ADAPTER_NO_SOURCE, CW_ROUND_TRIP and others of
 *   docs/errors.md; with blame `harness` where something broke on our side.
 */
export const judge: typeof judgeNow = async (target, options) => {
  // An adapter imports this module too, in every thread that its store is judged in, and has no use for what judging takes.
  const { judge: judging } = await import('./harness/judge/judge.ts');
  return judging(target, options);
};
