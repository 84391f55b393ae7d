"""A line below HTTP: sends what it is told to, as slowly as it is told to."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

PATIENCE = 10.0


@contextmanager
def raw_line(pieces: Sequence[bytes], pause: float) -> Iterator[str]:
    """The URL of a server that answers whatever it is sent with these pieces, and a pause before each."""
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                connection, _ = sock.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(PATIENCE)
                try:
                    connection.recv(65_536)
                    for piece in pieces:
                        if ended.wait(pause):
                            return
                        connection.sendall(piece)
                except OSError:
                    continue  # whoever asked has gone

    with socket.create_server(("127.0.0.1", 0)) as sock:
        sock.settimeout(0.05)
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}/voice"
        finally:
            ended.set()
            thread.join(PATIENCE)
            assert not thread.is_alive(), "the line did not stop"
