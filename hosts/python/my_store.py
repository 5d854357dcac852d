"""A small store of sessions, so that this file can be judged as it is: `npx crashworthy run --stdio 'python3 my_store.py'`. Put your own in its place.

A session is a file of JSON lines. It is written beside the old one, forced to the disk, put in its place at once, and the directory is forced too: whoever
is killed, and whatever power takes, leaves the old file or the new one. The first line says which session it is, and what the rest has to add up to.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import stat

import crashworthy_host as host


class Damaged(Exception):
    definite = True


class MyStore(host.Store):
    def __init__(self, dir, on_error):
        self.dir = dir
        self.on_error = on_error

    def append(self, session, record):
        with self._locked():
            self._write(session, (self._lines(session) or []) + [json.dumps(record)])

    def rewrite(self, session, records):
        with self._locked():
            # What cannot be read is not overwritten.
            self._lines(session)
            self._write(session, [json.dumps(record) for record in records])

    def read(self, session):
        lines = self._lines(session)
        return None if lines is None else {"records": [json.loads(line) for line in lines]}

    def list(self):
        sessions = []
        for name in os.listdir(self.dir):
            if name.endswith(".jsonl"):
                try:
                    sessions.append(json.loads(self._text(name).split("\n", 1)[0])["session"])
                except (OSError, ValueError, TypeError, KeyError) as error:
                    # Whose file it was nobody knows; the others are there.
                    self.on_error(Damaged("%s is damaged: %s" % (name, error)))
        return sessions

    def fork(self, session, at, id):
        with self._locked():
            lines = self._lines(session)
            if lines is None or self._lines(id) is not None:
                raise host.NotDone("there is no session %r, or there is a session %r" % (session, id))
            self._write(id, lines[:at])

    def delete(self, session):
        with self._locked():
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path(session))
            # Also where there was nothing: somebody who was killed may have removed it, and power would bring it back.
            self._force_directory(self.dir)

    def _lines(self, session):
        """The records as JSON, or None. Raises where the file is not what was written."""
        try:
            text = self._text(os.path.basename(self._path(session)))
        except FileNotFoundError:
            return None
        head, _, body = text.partition("\n")
        if head != _head(session, body):
            raise Damaged("the file of session %r is damaged" % session)
        return body.split("\n")[:-1]

    def _text(self, name):
        with open(os.path.join(self.dir, name), encoding="ascii", newline="\n") as file:
            return file.read()

    def _write(self, session, lines):
        # Where somebody has put a link, what it leads to is written.
        path = os.path.realpath(self._path(session))
        body = "".join(line + "\n" for line in lines)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path + ".tmp")
        # Nobody else's, or as open as it was made by somebody who may.
        mode = stat.S_IMODE(os.stat(path).st_mode) if os.path.exists(path) else 0o600
        with open(path + ".tmp", "x", encoding="ascii", newline="\n", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(_head(session, body) + "\n" + body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(path + ".tmp", path)
        self._force_directory(os.path.dirname(path))

    def _path(self, session):
        """Ids are any texts: what is in them may not name files."""
        return os.path.join(self.dir, _digest(session.encode("utf-8", "surrogatepass")) + ".jsonl")

    def _force_directory(self, path):
        directory = os.open(path, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    @contextlib.contextmanager
    def _locked(self):
        """One writer at a time, of all processes. The lock goes with its holder."""
        with open(os.path.join(self.dir, "lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _head(session, body):
    return json.dumps({"session": session, "sha256": _digest(body.encode("ascii"))})


def _digest(data):
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    host.serve(
        MyStore,
        name="my-store",
        claims={"survives": "power-loss", "writers": "many-processes", "corruption": "reject"},
    )
