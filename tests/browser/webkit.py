"""A real WebKit (WebKitGTK's MiniBrowser) through its own WebDriver: the nearest to Safari that Debian has."""

import contextlib
import glob
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request


def missing() -> str | None:
    """What keeps WebKit from running here, with the remedy; None when nothing does."""
    if not (shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and _browser()):
        return "NOT RUN: no WebKitGTK driver here (apt-get install -y webkit2gtk-driver xvfb)"
    return None


def _browser() -> str | None:
    found = sorted(glob.glob("/usr/lib/*/webkit2gtk-4.*/MiniBrowser"))
    return found[-1] if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class WebKit:
    """One window. `go(address)`, `run(body, *args)`: an async function body whose return value comes back."""

    def __init__(self, port: int):
        self.root = f"http://127.0.0.1:{port}"
        options = {"binary": _browser(), "args": ["--automation"]}
        made = self._call("POST", "/session", {
            "capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}})
        self.path = f"/session/{made['sessionId']}"

    def go(self, address: str) -> None:
        """Load an address."""
        self._call("POST", f"{self.path}/url", {"url": address})

    def back(self) -> None:
        """The browser's own Back; WebKit brings the page back as it was left."""
        self._call("POST", f"{self.path}/back", {})

    def run(self, body: str, *arguments):
        """Run `async (…args) => { body }` in the page; raises with the page's own error."""
        script = ("const done = arguments[arguments.length - 1];"
                  f"(async (...args) => {{ {body} }})(...[...arguments].slice(0, -1))"
                  ".then(value => done({value}), error => done({error: `${error}\\n${error?.stack ?? ''}`}));")
        answer = self._call("POST", f"{self.path}/execute/async", {"script": script, "args": list(arguments)})
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer.get("value")

    def until(self, body: str, *arguments, seconds: float = 20):
        """`run` again and again until it returns something true; that value."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if value := self.run(body, *arguments):
                return value
            time.sleep(0.1)
        raise AssertionError(f"never became true: {body}")

    def close(self) -> None:
        """End the session."""
        self._call("DELETE", self.path)

    def _call(self, method: str, path: str, body: dict | None = None):
        request = urllib.request.Request(self.root + path, method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"content-type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return json.loads(reply.read())["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from None


@contextlib.contextmanager
def opened(profile: str):
    """A WebKit window with its data under `profile`, closed with all its processes at the end."""
    screen, port = f":{_free_port() % 500 + 100}", _free_port()
    environment = {**os.environ, "DISPLAY": screen, "HOME": profile, "XDG_DATA_HOME": profile,
                   "XDG_CACHE_HOME": profile, "XDG_CONFIG_HOME": profile, "GDK_BACKEND": "x11",
                   "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    display = subprocess.Popen(["Xvfb", screen, "-screen", "0", "480x900x24"], **quiet)
    driver = None
    try:
        _wait(lambda: _listens(socket.AF_UNIX, f"/tmp/.X11-unix/X{screen[1:]}"), "Xvfb")
        driver = subprocess.Popen(["WebKitWebDriver", f"--port={port}"], env=environment, start_new_session=True,
                                  **quiet)
        _wait(lambda: _listens(socket.AF_INET, ("127.0.0.1", port)), "WebKitWebDriver")
        window = WebKit(port)
        yield window
        with contextlib.suppress(Exception):
            window.close()
    finally:
        if driver:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(driver.pid, 9)
            driver.wait(timeout=30)
        display.terminate()
        display.wait(timeout=30)


def _listens(family: int, address) -> bool:
    with socket.socket(family) as knock:
        return knock.connect_ex(address) == 0


def _wait(ready, what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"{what} did not start"
        time.sleep(0.05)
