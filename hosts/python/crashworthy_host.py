"""Serves a session store to crashworthy over stdio: protocol 1, see docs/protocol.md of crashworthy.

One file, Python 3.9 or later, nothing to install. Copy it beside your store:

    import crashworthy_host as host

    class MyStore(host.Store):
        def __init__(self, dir, on_error): ...
        def append(self, session, record): ...
        def read(self, session): ...          # {"records": [...]}, or None

    if __name__ == "__main__":
        host.serve(MyStore, name="my-store", claims={"survives": "process-kill"})

Only what the class defines is offered: leave out what your store does not have. What a method raises is the answer of that call; raise `NotDone`, or
an exception with an attribute `definite = True`, where the operation surely did not happen.

The standard output belongs to the protocol: `print` is led to the standard error while the store is served.
"""

import base64
import errno
import json
import math
import os
import re
import sys
import threading
import traceback

PROTOCOL = 1
LONGEST_LINE = 16 * 1024 * 1024
OPERATIONS = ("create", "patch", "append", "appendAll", "rewrite", "read", "list", "touch", "delete", "consume", "fork", "flush", "close")
METHODS = {"appendAll": "append_all"}


class NotDone(Exception):
    """Raise it, or a subclass, for an operation that surely did not happen."""

    definite = True


class Store:
    """What to derive a store from. It is opened by `__init__(dir, on_error)`.

    dir: absolute path of an existing directory; everything that is kept has to be below it.
    on_error: a function to call with an exception (and `session=`) that the store tells in the background.

    Methods, each optional but `read` and one of `patch` and `append`:

    create(session, fields)    a session that does not exist yet
    patch(session, fields)     sets these fields and leaves the others
    append(session, record)    one more record at the end
    append_all(session, records)  several that belong together: all of them or none
    rewrite(session, records)  all records anew
    read(session)              {"fields": {...}} or {"records": [...]} or both; None for a session that does not exist
    list()                     the ids of all sessions
    touch(session), delete(session), flush(), close()
    consume(session)           True for the one caller who took the session away
    fork(session, at, id)      a session of the first `at` records of another one, and its fields
    view_NAME(session)         a further way to read, which is called NAME
    """


def serve(store, name, claims, version=None, concurrent=False, requests=None, answers=None):
    """Answers requests until the input ends or `exit` is asked.

    store: a class with the methods of `Store`, which is opened by store(dir, on_error).
    claims: what the store promises, as in docs/adapters.md: {"survives": "process-kill", "writers": "many-processes"}.
    concurrent: further requests are taken before one is answered, each in a thread.
    requests, answers: binary streams; the standard ones by default.
    """
    _Server(store, name, claims, version, concurrent, requests, answers).run()


def decode(value):
    """What a value on the wire stands for: bytes, -0.0, NaN, or the value itself."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((key, content),) = value.items()
        if key == "$b64":
            return base64.b64decode(content, validate=True)
        if key == "$number":
            return float(content)
        if key == "$object":
            return {name: decode(item) for name, item in content.items()}
        if key.startswith("$"):
            raise NotDone("%s is no escape that this host knows" % key)
    return {key: decode(item) for key, item in value.items()}


def encode(value):
    """The other way round."""
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        encoded = {key: encode(item) for key, item in value.items()}
        looks_like_escape = len(encoded) == 1 and next(iter(encoded)).startswith("$")
        return {"$object": encoded} if looks_like_escape else encoded
    if isinstance(value, (bytes, bytearray)):
        return {"$b64": base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, float):
        if value == 0 and math.copysign(1, value) < 0:
            return {"$number": "-0"}
        if math.isnan(value):
            return {"$number": "NaN"}
        if math.isinf(value):
            return {"$number": "Infinity" if value > 0 else "-Infinity"}
    return value


class _Server:
    def __init__(self, store, name, claims, version, concurrent, requests, answers):
        self.store = store
        self.name = name
        self.claims = claims
        self.version = version
        self.concurrent = concurrent
        self.requests = requests or _taken(0, os.open(os.devnull, os.O_RDONLY), "rb")
        # Whatever else is printed, by whomever, goes to the standard error.
        self.answers = answers or _taken(1, 2, "wb")
        if answers is None:
            sys.stdout = sys.stderr
        self.open_stores = {}
        self.writing = threading.Lock()
        self.leaving = False

    def run(self):
        self._watch_threads()
        threads = []
        while not self.leaving:
            line = self.requests.readline()
            # A line without its end was torn.
            if not line.endswith(b"\n"):
                break
            if not self.concurrent:
                self._answer(line)
                continue
            if b'"op":"exit"' in line:
                for thread in threads:
                    thread.join()
            threads = [thread for thread in threads if thread.is_alive()]
            threads.append(threading.Thread(target=self._answer, args=(line,), daemon=True))
            threads[-1].start()
            if b'"op":"exit"' in line:
                threads[-1].join()

    def _answer(self, line):
        request = {}
        try:
            request = json.loads(line)
            ok = self._done(request)
            self._write({"id": request["id"], "ok": ok})
        except SystemExit as leaving:
            # A store that ends its program does so, from whichever thread.
            os._exit(leaving.code if isinstance(leaving.code, int) else 1 if leaving.code else 0)
        except Exception as error:
            self._write({"id": request.get("id", _id_in(line)), "error": _told(error)})

    def _done(self, request):
        op = request["op"]
        if op == "hello":
            return self._hello(request)
        if op == "ping":
            return None
        if op == "exit":
            self.leaving = True
            return None
        instance = request.get("instance")
        if op == "open":
            self.open_stores[instance] = self.store(request["dir"], self._on_error(instance))
            return None
        if op != "view" and op not in self._operations():
            raise _Unsupported("this store has no operation %s" % op)
        store = self.open_stores.get(instance)
        if store is None:
            raise NotDone("instance %s is not open" % instance)
        if op == "view":
            return encode(getattr(store, "view_" + request["view"])(decode(request["session"])))
        if op in ("list", "flush", "close"):
            if op == "close":
                del self.open_stores[instance]
            return encode(getattr(store, op)())
        arguments = [decode(request[key]) for key in ("session", "fields", "record", "records", "at", "as") if key in request]
        answer = getattr(store, METHODS.get(op, op))(*arguments)
        return encode(answer) if op in ("read", "consume") else None

    def _hello(self, request):
        if request.get("cw") != PROTOCOL:
            raise NotDone("this host speaks protocol %d" % PROTOCOL)
        hello = {
            "cw": PROTOCOL,
            "name": self.name,
            "language": "python %d.%d.%d" % sys.version_info[:3],
            "ops": self._operations(),
            "views": [name[5:] for name in dir(self.store) if name.startswith("view_")],
            "claims": self.claims,
            "features": ["concurrent"] if self.concurrent else [],
        }
        return hello if self.version is None else dict(hello, version=self.version)

    def _operations(self):
        return [name for name in OPERATIONS if callable(getattr(self.store, METHODS.get(name, name), None))]

    def _on_error(self, instance):
        def on_error(error, session=None):
            told = dict(_told(error), event="onError", instance=instance)
            self._write(told if session is None else dict(told, session=session))

        return on_error

    def _watch_threads(self):
        """What is raised in a thread that nobody joins would only be printed. So is what is raised in a `__del__`, and Python ignores it: nothing ends by that."""

        def unhandled(caught):
            if caught.exc_type is not SystemExit:
                error = caught.exc_value or caught.exc_type()
                self._write(dict(_told(error), event="unhandled"))

        threading.excepthook = unhandled

    def _write(self, message):
        # ASCII alone: lone surrogates are escaped, and U+2028 is too.
        line = json.dumps(message, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"
        if len(line) > LONGEST_LINE:
            line = json.dumps({"id": message.get("id"), "error": _told(ValueError("the answer does not fit into a line"))}).encode() + b"\n"
        with self.writing:
            self.answers.write(line)
            self.answers.flush()


class _Unsupported(NotDone):
    code = "CW_UNSUPPORTED"


def _told(error):
    told = {
        "name": type(error).__name__.lstrip("_"),
        "message": str(error) or type(error).__name__,
        "definite": getattr(error, "definite", False) is True,
        "stack": "".join(traceback.format_exception(type(error), error, error.__traceback__)),
    }
    code = getattr(error, "code", None)
    if code is None and isinstance(error, OSError) and error.errno is not None:
        code = errno.errorcode.get(error.errno, error.errno)
    return told if code is None else dict(told, code=str(code))


def _taken(descriptor, by, mode):
    """A stream that the store, and what it starts, cannot reach any more: `by` is in its place."""
    stream = os.fdopen(os.dup(descriptor), mode)
    os.dup2(by, descriptor)
    return stream


def _id_in(line):
    """Of a request that cannot be read, such as one that is nested too deeply."""
    found = re.match(rb'\s*\{(?:"cw":\d+,)?"id":(\d+)', line)
    return int(found.group(1)) if found else None
