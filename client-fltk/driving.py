"""What the client is looked at and measured with: a virtual screen, a server, driven windows.

`pictures/take` and `measure` use it. It needs Xvfb and openbox, which .ci/setup installs.
"""

import contextlib
import json
import os
import pathlib
import select
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent


def programs():
    """The folder with peykd and peyk: the first argument, or where cargo leaves them."""
    return pathlib.Path(sys.argv[1] if sys.argv[1:] else HERE.parent / "target/release").resolve()


def until(what, say="what is waited for", longest_s=60):
    """Waits until `what()` is something, and returns that."""
    end = time.monotonic() + longest_s
    while not (found := what()):
        if time.monotonic() > end:
            sys.exit(f"In vain: {say}")
        time.sleep(0.02)
    return found


@contextlib.contextmanager
def run(command, **how):
    """A program that is ended in the end; yields its process."""
    program = subprocess.Popen(command, stderr=subprocess.DEVNULL, **how)
    try:
        yield program
    finally:
        program.terminate()
        program.wait()


@contextlib.contextmanager
def screen(width, height):
    """A screen in memory with a window manager; yields the environment for programs on it."""
    with contextlib.ExitStack() as running:
        read, write = os.pipe()
        xvfb = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24"]
        running.enter_context(run([*xvfb, "-nolisten", "tcp"], pass_fds=[write]))
        os.close(write)
        with os.fdopen(read) as number:
            env = dict(os.environ, DISPLAY=f":{number.readline().strip()}")

        def root(*of):
            return subprocess.run(["xprop", "-root", *of], env=env, capture_output=True).stdout

        until(root, "a screen")
        running.enter_context(run(["openbox"], env=env))
        until(lambda: b"window id" in root("_NET_SUPPORTING_WM_CHECK"), "a window manager")
        yield env


@contextlib.contextmanager
def server(data, port, configuration=""):
    """A peykd on this machine; yields its process."""
    data.mkdir(parents=True, exist_ok=True)
    (data / "peykd.toml").write_text(configuration)
    command = [
        programs() / "peykd", "--config", data / "peykd.toml", "--data", data, "--lang", "en",
        "--listen", f"127.0.0.1:{port}",
    ]
    with run(command, stdout=subprocess.PIPE, text=True) as peykd:
        peykd.stdout.readline()
        yield peykd


class Window:
    """A peyk that is driven (`src/view/drive.rs` says how)."""

    def __init__(self, env, profile, *flags):
        self.begun = time.monotonic()
        self.peyk = subprocess.Popen(
            [programs() / "peyk", "--drive", "--profile", profile, *flags],
            env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        self.answer()
        self.opened_s = time.monotonic() - self.begun

    def answer(self):
        line = self.peyk.stdout.readline()
        return json.loads(line) if line else sys.exit("The window is gone")

    def ask(self, *commands):
        """Sends commands at once; returns the answer to the last."""
        self.peyk.stdin.write("".join(command + "\n" for command in commands))
        self.peyk.stdin.flush()
        answers = [self.answer() for _ in commands]
        if not answers[-1].get("ok"):
            sys.exit(f"{commands}: {answers[-1]}")
        return answers[-1]

    def until(self, what):
        """Waits until what is on the screen is as wanted, and returns it."""
        shown = {}

        def is_so():
            shown.update(self.ask("dump"))
            return what(shown)

        until(is_so, "the window shows it")
        return shown

    def say(self, text):
        rows = self.ask("dump")["rows"]
        self.ask("type " + text, "press Enter")
        self.until(lambda shown: shown["rows"] > rows)

    def close(self):
        self.ask("quit")
        self.peyk.wait()


class Person:
    """Somebody with nothing but a socket, and IRC."""

    def __init__(self, port, name):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.heard = b""
        self.send(f"NICK {name}", f"USER {name} 0 * :{name}")
        self.wait(b" 001 ")

    def send(self, *lines):
        self.socket.sendall("".join(line + "\r\n" for line in lines).encode())

    def listen(self, longest_s=0.0):
        """Takes in what has come, and answers the server's pings."""
        while select.select([self.socket], [], [], longest_s)[0]:
            piece = self.socket.recv(1 << 16)
            if not piece:
                sys.exit("The server has closed the connection")
            if b"PING " in piece:
                self.send("PONG" + piece.split(b"PING", 1)[1].split(b"\r\n")[0].decode())
            self.heard = (self.heard + piece)[-(1 << 17) :]
            longest_s = 0.0

    def wait(self, word, longest_s=60):
        """Waits until a word is heard, and returns what came with it."""
        end = time.monotonic() + longest_s
        while word not in self.heard:
            if time.monotonic() > end:
                sys.exit(f"In vain: {word}")
            self.listen(0.5)
        heard, self.heard = self.heard, b""
        return heard
