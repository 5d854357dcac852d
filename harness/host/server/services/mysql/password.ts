import { constants, createHash, publicEncrypt } from 'node:crypto';

/** What proves to a server that the password is known. `undefined` where the server asks in a way that is not known here. */
export function proofOf(plugin: string, password: string, challenge: Buffer): Buffer | undefined {
  if (plugin === 'mysql_native_password') {
    if (password === '') return Buffer.alloc(0);
    const once = hash('sha1', Buffer.from(password));
    return mixed(once, hash('sha1', Buffer.concat([challenge, hash('sha1', once)])));
  }
  if (plugin === 'caching_sha2_password') {
    if (password === '') return Buffer.alloc(0);
    const once = hash('sha256', Buffer.from(password));
    return mixed(once, hash('sha256', Buffer.concat([hash('sha256', once), challenge])));
  }
  return undefined;
}

/** The password for a server that has no proof of it in memory, readable by the owner of the key alone. */
export function encrypted(password: string, challenge: Buffer, publicKey: string): Buffer {
  const plain = mixed(Buffer.from(`${password}\0`), challenge);
  return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING }, plain);
}

function mixed(bytes: Buffer, other: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, at) => byte ^ (other[at % other.length] ?? 0)));
}

function hash(name: 'sha1' | 'sha256', bytes: Buffer): Buffer {
  return createHash(name).update(bytes).digest();
}
