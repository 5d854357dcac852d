import { Digest } from './digest.ts';
import type { Inode } from './inode.ts';
import type { InodeTable } from './inode-table.ts';

/** 16 hexadecimal digits. A directory's hash is the sum of its entries' hashes, so that their order does not matter and nothing is sorted. */
export function hashTree(inodes: InodeTable): string {
  const root = inodes.inode(1);
  const digest = new Digest();
  if (root !== undefined) digestInode(inodes, root, digest);
  return digest.toString();
}

/** Leaves the hash of the inode and all that is below it in `digest`. */
function digestInode(inodes: InodeTable, inode: Inode, digest: Digest): void {
  if (inode.kind !== 'directory') {
    digest.begin(inode.mode);
    if (inode.kind === 'symlink') digest.string(inode.target);
    else if (inode.content === undefined || inode.content.size === 0) digest.number(0);
    else inode.content.digest(digest);
    digest.number(inode.kind === 'symlink' ? 1 : 2);
    digest.end();
    return;
  }
  let sumA = 0;
  let sumB = 0;
  for (const [name, ino] of inode.entries) {
    const child = inodes.inode(ino);
    if (child === undefined) continue;
    if (child.hashedName === name) {
      sumA = (sumA + child.hashA) | 0;
      sumB = (sumB + child.hashB) | 0;
      continue;
    }
    digestInode(inodes, child, digest);
    // Goes on from the child's hash.
    digest.string(name);
    digest.end();
    // A directory's hash changes with what is below it, without a change of its own.
    if (child.kind !== 'directory') remember(child, name, digest);
    sumA = (sumA + digest.a) | 0;
    sumB = (sumB + digest.b) | 0;
  }
  digest.begin(inode.mode);
  digest.number(sumA);
  digest.number(sumB);
  digest.number(3);
  digest.end();
}

function remember(inode: Inode, name: string, digest: Digest): void {
  inode.hashedName = name;
  inode.hashA = digest.a;
  inode.hashB = digest.b;
}
