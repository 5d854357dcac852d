/** Claims that were given on the command line or in a configuration, in place of those of the adapter. */
export interface GivenClaims {
  readonly [claim: string]: string | number;
}
