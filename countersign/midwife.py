"""The process behind the nursery: it has imported all that the sandbox's products need, and forks them off.

It speaks with the run over one socket, and with each of its workers over another: orders and descriptors
come in, a process id goes out. It ends when the run does; what it has forked off has lifelines of its own.
"""

import os
import selectors
import signal
import socket
import sys
import traceback
from contextlib import suppress

import msgspec
import telegram.ext  # noqa: F401 - imported here so that no product has to
import uvicorn  # noqa: F401

import countersign.sandbox.main
import countersign.serving  # noqa: F401
from countersign.cli import main as command
from countersign.hosting import ORDERS_VARIABLE
from countersign.nursery import Birth, Door
from countersign.sandbox.booking.days import prepare

_MOST_DESCRIPTORS = 16


def main(run: socket.socket) -> None:
    """Fork whenever asked to, until the run closes its end."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    prepare()
    with selectors.DefaultSelector() as doors:
        doors.register(run, selectors.EVENT_READ)
        while True:
            for key, _ in doors.select():
                door = key.fileobj
                assert isinstance(door, socket.socket)
                if not _serve(door, doors):
                    if door is run:
                        return
                    doors.unregister(door)
                    door.close()


def _serve(door: socket.socket, doors: selectors.BaseSelector) -> bool:
    """Do one thing that is asked for at the door; False where nobody is there any more."""
    message, received, _, _ = socket.recv_fds(door, 65536, _MOST_DESCRIPTORS)
    while message and not message.endswith(b"\n"):
        message += door.recv(65536)
    if not message:
        return False
    asked = msgspec.json.decode(message, type=Birth | Door)
    if isinstance(asked, Door):
        doors.register(socket.socket(fileno=received[0]), selectors.EVENT_READ)
        return True
    pid = os.fork()
    if pid == 0:
        for other in list(doors.get_map().values()):
            os.close(other.fd)
        _live(asked, received)
    for descriptor in received:
        os.close(descriptor)
    with suppress(BrokenPipeError):  # Whoever has ended is noticed when nothing more is received.
        door.sendall(f"{pid}\n".encode())
    return True


def _live(birth: Birth, received: list[int]) -> None:
    """The life of a product, from its orders to its end."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        own = dict(zip([*birth.descriptors, birth.said, birth.gone], received, strict=True))
        for stream in (1, 2):
            os.dup2(own[birth.said], stream)
        orders = msgspec.structs.replace(
            birth.orders,
            sockets={name: own[descriptor] for name, descriptor in birth.orders.sockets.items()},
            lifeline=own[birth.orders.lifeline],
            ready=own[birth.orders.ready],
        )
        os.environ[ORDERS_VARIABLE] = msgspec.json.encode(orders).decode()
        code = command(["sandbox", "--embedded"])
        os.write(own[birth.gone], bytes([code]))
    finally:
        if sys.exc_info()[0] is not None:
            traceback.print_exc()  # the last words of this process
        os._exit(code)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
