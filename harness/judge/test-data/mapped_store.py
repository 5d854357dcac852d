"""A store for one instance that keeps everything in one file, which it only ever changes through a mapping of memory: nobody sees it write."""

import json
import mmap
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "hosts", "python"))
import crashworthy_host as host

BYTES = 262144


class MappedStore(host.Store):
    def __init__(self, dir, on_error):
        file = os.open(os.path.join(dir, "sessions"), os.O_RDWR | os.O_CREAT, 0o600)
        if os.fstat(file).st_size < BYTES:
            os.truncate(file, BYTES)
        self.memory = mmap.mmap(file, BYTES)
        os.close(file)

    def patch(self, session, fields):
        sessions = self.all()
        sessions[session] = dict(sessions.get(session, {}), **fields)
        text = json.dumps(sessions).encode("ascii")
        if len(text) > BYTES:
            raise OSError("the file is full")
        self.memory[:] = text.ljust(BYTES, b"\0")

    def read(self, session):
        fields = self.all().get(session)
        return None if fields is None else {"fields": fields}

    def list(self):
        return list(self.all())

    def flush(self):
        self.memory.flush()

    def close(self):
        self.memory.close()

    def all(self):
        text = self.memory[:].rstrip(b"\0")
        return json.loads(text) if text else {}


if __name__ == "__main__":
    host.serve(MappedStore, name="mapped", claims={"survives": "process-kill", "acknowledgedBy": "flush", "patch": "read-modify-write"})
