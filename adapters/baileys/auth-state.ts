import type { FamilyFacts } from '../../harness/contract/family-member.ts';
import type { OpenContext } from '../../harness/contract/open-context.ts';

/** What a socket of Baileys is given to keep who it is. */
export interface AuthState {
  readonly state: {
    /** `additionalData` is the owner's: it may be anything that is JSON. */
    readonly creds: { additionalData?: unknown };
    readonly keys: {
      /** Of ids that are not there it gives nothing, or `null`. */
      get(type: string, ids: string[]): Promise<{ [id: string]: unknown }>;
      /** `null` removes. */
      set(data: { [type: string]: { [id: string]: unknown } }): Promise<void> | void;
    };
  };
  saveCreds(): Promise<void>;
}

const OF_FOLDER = { useMultiFileAuthState: { argument: ({ dir }: OpenContext) => dir } };

/** The families of Baileys differ in what of a state they drive. */
export function authStateFacts(name: string): FamilyFacts {
  return {
    name,
    writtenFor: { baileys: '^6.7.0', '@whiskeysockets/baileys': '^6.7.0' },
    shape: { what: 'an authentication state of Baileys', members: ['state', 'saveCreds'] },
    claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
    known: { baileys: OF_FOLDER, '@whiskeysockets/baileys': OF_FOLDER },
  };
}
