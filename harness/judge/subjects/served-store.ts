import { namesServices, type ServedAdapter, validateServedAdapter } from '../../contract/served-adapter.ts';
import { resolveServedClaims } from '../../contract/served-claims.ts';
import type { SubjectKind } from './subject-kind.ts';

/** What sends a store from where disks are simulated to where servers are. */
export const NEEDS_SERVER = 'CW_NEEDS_SERVER';

/** A store on a server: whatever names `services`. */
export const servedStoreKind: SubjectKind<ServedAdapter> = {
  kind: 'served-store',
  recognises: namesServices,
  validate: validateServedAdapter,
  claimsOf: ({ claims }) => ({ ...resolveServedClaims(claims) }),
  async prepare(_host, { name, services }) {
    return {
      ok: false,
      code: NEEDS_SERVER,
      message: `${name} keeps its sessions on ${services.join(' and ')}, and where disks are simulated there is no server.`,
      hint: 'Leave --host out, or choose --host server.',
    };
  },
};
