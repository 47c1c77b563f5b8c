"""Runs of the program as processes of their own that cost a fork: one process per session has imported everything, and forks for each run.

What is measured or checked about imports, the start of Python or its encodings needs a Python that starts afresh, and `subprocess` itself.
"""

import atexit
import json
import os
import pkgutil
import select
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

Words = Sequence["str | bytes"]


def run(
    *words: "str | bytes", stdin: bytes = b"", cwd: "Path | None" = None, env: "dict[str, str] | None" = None, together: bool = False, timeout: float = 60
) -> "subprocess.CompletedProcess[bytes]":
    """`aimline WORDS` as `subprocess.run(…, capture_output=True)` would run it; `env` is the whole environment, that of this process unless given; `together`:
    what it says of errors stands in its output.
    """
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        command = [sys.executable, "-c", "from aimline.__main__ import main; main()", *words]
        return subprocess.run(
            command,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if together else subprocess.PIPE,
            cwd=cwd,
            env=env,
            timeout=timeout,
            check=False,
        )
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        given.write(stdin)
        given.seek(0)
        code = _forked(words, [given.fileno(), out.fileno(), (out if together else errors).fileno()], cwd, dict(os.environ) if env is None else env, timeout)
        for stream in (out, errors):
            stream.seek(0)
        return subprocess.CompletedProcess(["aimline", *words], code, out.read(), errors.read())


_lock = threading.Lock()
_server: "socket.socket | None" = None


def _forked(words: Words, streams: "list[int]", cwd: "Path | None", env: "dict[str, str]", timeout: float) -> int:
    """The exit code of a run."""
    global _server
    asked = {"words": [os.fsdecode(word) for word in words], "cwd": str(cwd or Path.cwd()), "env": env}
    told, tell = os.pipe()
    with os.fdopen(told) as answers:
        try:
            with _lock:
                if _server is None:
                    _server, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                    code = "import sys; sys.path.insert(0, sys.argv[1]); import forked; forked.serve(int(sys.argv[2]))"
                    server = subprocess.Popen([sys.executable, "-c", code, str(Path(__file__).parent), str(theirs.fileno())], pass_fds=[theirs.fileno()])
                    theirs.close()
                    atexit.register(_end, _server, server)
                socket.send_fds(_server, [json.dumps(asked).encode()], [*streams, tell])
        finally:
            os.close(tell)
        if not select.select([answers], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(list(map(str, words)), timeout)
        return int(answers.readline())


def _end(asking: socket.socket, server: "subprocess.Popen[bytes]") -> None:
    asking.close()
    server.wait()


def serve(number: int) -> None:
    """Fork for whatever is asked, until whoever asks is gone."""
    import aimline

    for module in pkgutil.walk_packages(aimline.__path__, "aimline."):
        if not module.name.endswith("__main__"):
            __import__(module.name)
    import aimline.__main__

    asking = socket.socket(fileno=number)
    while True:
        message, streams, _, _ = socket.recv_fds(asking, 2**20, 4)
        if not message:
            return
        if os.fork() == 0:
            asking.close()
            _keep(json.loads(message), streams)
        for stream in streams:
            os.close(stream)
        try:  # those that are done
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass


def _keep(asked: "dict[str, object]", streams: "list[int]") -> None:
    """Run it in a process below this one, and tell how that ended."""
    child = os.fork()
    if child == 0:
        os.close(streams[3])
        _become(asked, streams)
    _, status = os.waitpid(child, 0)
    os.write(streams[3], f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(asked: "dict[str, object]", streams: "list[int]") -> None:
    """What the start of Python and its end do around the program."""
    import time
    import traceback

    for number, stream in enumerate(streams[:3]):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(asked["env"])  # type: ignore[call-overload]
    time.tzset()
    code: object = 0
    try:
        os.chdir(str(asked["cwd"]))
        sys.argv = ["aimline", *asked["words"]]  # type: ignore[misc]
        sys.stdin, sys.stdout = (os.fdopen(number, mode, encoding="utf-8", errors=errors) for number, mode, errors in ((0, "r", "strict"), (1, "w", "strict")))
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace")
        from aimline.__main__ import main

        main()
    except SystemExit as stop:
        code = stop.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        code = code or 120
    os._exit(code if isinstance(code, int) else 1)
