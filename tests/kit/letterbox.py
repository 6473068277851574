"""A mail server of our own for tests: says what it is told to say, and keeps what it was handed."""

import socket
import ssl
import threading


class Letterbox:
    """says: {command: answer} over the usual ones; hangs: after connecting nothing is ever said; tls: a server context,
    for STARTTLS; at_once: TLS from the first byte."""

    def __init__(self, says=None, hangs=False, tls: ssl.SSLContext | None = None, at_once=False):
        self.says, self.hangs, self.tls, self.at_once = says or {}, hangs, tls, at_once
        self.got, self.heard, self.ends = [], [], threading.Event()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.door.close()

    def _serve(self):
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line):
        try:
            with line:
                if self.hangs:
                    self.ends.wait(30)
                    return
                if self.at_once:
                    with self.tls.wrap_socket(line, server_side=True) as line:
                        self._served(line)
                else:
                    self._served(line)
        except OSError:
            pass

    def _served(self, line, hello="220 letterbox"):
        if hello:
            self._say(line, hello)
        ear = line.makefile("rb")
        while asked := ear.readline():
            words = asked.decode().strip()
            command = words.split(" ")[0].upper()
            self.heard.append(words)
            if command in self.says:
                self._say(line, self.says[command])
            elif command == "EHLO":
                more = "250-STARTTLS\r\n" if self.tls and not isinstance(line, ssl.SSLSocket) else ""
                self._say(line, f"250-letterbox\r\n{more}250-AUTH PLAIN\r\n250 8BITMIME")
            elif command == "STARTTLS":
                self._say(line, "220 go on")
                with self.tls.wrap_socket(line, server_side=True) as inside:
                    return self._served(inside, "")
            elif command == "AUTH":
                self._say(line, "235 come in")
            elif command == "DATA":
                self._say(line, "354 go on")
                self.got.append(b"".join(iter(ear.readline, b".\r\n")).decode())
                self._say(line, self.says.get(".", "250 taken"))
            elif command == "QUIT":
                return self._say(line, "221 bye")
            else:
                self._say(line, "250 ok")

    def _say(self, line, words):
        line.sendall(f"{words}\r\n".encode())
