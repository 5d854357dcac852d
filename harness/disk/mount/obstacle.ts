/** Why there can be no mounted disk here. */
export type ObstacleReason =
  /** It is Linux's. */
  | 'no-linux'
  /** There is no `/dev/fuse`: the module is missing, or a container was not given the device. */
  | 'no-device'
  /** There is one, and we may not open it. */
  | 'device-denied'
  /** A program of util-linux is missing: `unshare`, `mount`, `nsenter`. */
  | 'no-program'
  /** Neither root nor user namespaces: a mount namespace is refused. */
  | 'no-namespace'
  /** There is a mount namespace, and mounting in it is refused. */
  | 'mount-refused'
  /** Anything else, told as it was found. */
  | 'server-failed';

/** Thrown where a mounted disk cannot be had. The message says what was found and what would help. */
export class MountObstacle extends Error {
  readonly reason: ObstacleReason;

  constructor(reason: ObstacleReason, found?: string) {
    super(found === undefined || found === '' ? SENTENCES[reason] : `${SENTENCES[reason]} (${found})`);
    this.name = 'MountObstacle';
    this.reason = reason;
  }
}

const SENTENCES: { readonly [R in ObstacleReason]: string } = {
  'no-linux': `the mounted disk needs Linux, and this is ${process.platform}`,
  'no-device': 'there is no /dev/fuse; load the module fuse, or give the container the device (docker run --device /dev/fuse)',
  'device-denied': '/dev/fuse may not be opened; run as root, or let this user read and write it',
  'no-program': 'a program of util-linux is missing',
  'no-namespace': 'no mount namespace may be made; run as root, allow user namespaces, or give the container --cap-add SYS_ADMIN',
  'mount-refused':
    'mounting is refused; run as root, or give the container --cap-add SYS_ADMIN and --security-opt apparmor=unconfined',
  'server-failed': 'the server of the mounted disk failed',
};
