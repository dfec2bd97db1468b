"""Starts ministack for one test process.

It differs from `python -m ministack` in three ways:
- the gaps between ministack and AWS that our tests would fall into are mended (mends.py);
- it takes a free port of 127.0.0.1 itself and prints `port=N`: nobody can take the port in between;
- it ends when its stdin closes. The test process holds the other end, so a test that is killed
  leaves no server, no Lambda worker and no folder behind.

Run it as the leader of its own process group, with HOME and TMPDIR in the folder given as argument.
"""
import os
import shutil
import signal
import socket
import sys
import threading


def end_with_stdin(folder):
    """Blocks until stdin closes, then ends everything: Lambda workers are in our process group."""
    while sys.stdin.buffer.read(4096):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def free_port():
    """A bound socket. ministack refuses a port that answers, so it listens only later."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock


def bind_to(sock):
    """Hands the socket to hypercorn, whatever address ministack asks it to bind."""
    import hypercorn.config

    class Config(hypercorn.config.Config):
        bind = property(lambda self: [f"fd://{sock.fileno()}"], lambda self, value: None)

    hypercorn.config.Config = Config


def main():
    if os.getpgrp() != os.getpid():
        sys.exit("launch.py must lead its own process group: it kills the whole group at the end")
    threading.Thread(target=end_with_stdin, args=(sys.argv[1],), daemon=True).start()
    sock = free_port()
    port = sock.getsockname()[1]
    os.environ["GATEWAY_PORT"] = str(port)  # read when ministack is imported
    bind_to(sock)
    from ministack import app

    import mends

    mends.apply()
    print(f"port={port}", flush=True)
    sys.argv = sys.argv[:1]
    app.main()


main()
