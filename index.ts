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
export { judge } from './harness/judge/judge.ts';
export type { JudgeFailure, JudgeOptions, JudgeProgress } from './harness/judge/judge-options.ts';
export type { Counterexample } from './harness/verdict/counterexample.ts';
export type { Effort, Finding, OverallVerdict, Report, RequirementReport } from './harness/verdict/report.ts';
export type { Severity, Verdict } from './harness/verdict/requirement.ts';
