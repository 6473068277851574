"""Photos of 300 KB stored a second, and pictures made a second, each beside its floor in the same run."""

import hashlib
import io
import os
import tempfile
import time
from pathlib import Path

from PIL import Image

from app.kit.blobs import sync_folder
from app.kit.ids import new_id
from app.walks import renditions
from bench.sender import percentile, race, request, tell
from bench.server import Server

SENDERS = 4
SECONDS = 6
BYTES = 300_000
PICTURES = 12


def photo(seed: int) -> bytes:
    """A JPEG of about 300 KB, as a phone sends it: 2048 × 1536, different for each seed."""
    coarse = Image.frombytes("RGB", (256, 192), hashlib.shake_128(str(seed).encode()).digest(256 * 192 * 3))
    out = io.BytesIO()
    coarse.resize((2048, 1536), Image.Resampling.BICUBIC).save(out, "JPEG", quality=62)
    return out.getvalue()


def puts(token: str, count: int) -> list[bytes]:
    """PUT requests of photos that differ in their last bytes only: the server may not know them as one."""
    content, made = photo(1)[:BYTES - 16], []
    for _ in range(count):
        body = content + os.urandom(16)
        made.append(request("PUT", f"/api/v1/photos/{new_id()}", token, body, Size=len(body), Entry="e-1",
                            Sha256=hashlib.sha256(body).hexdigest(), Content_Type="application/octet-stream"))
    return made


def stored() -> dict:
    """Photos stored a second over the wire, without the worker."""
    server = Server(worker=False)
    try:
        work = [puts(server.token, 300) for _ in range(SENDERS)]
        race(server.port, [requests[:3] for requests in work], 2)
        before = server.cpu_seconds()
        done, seconds, latencies = race(server.port, [requests[3:] for requests in work], SECONDS)
        cpu = server.cpu_seconds() - before
    finally:
        server.stop()
    return {"photos_per_s": round(done / seconds), "cpu_ms_per_photo": round(cpu * 1000 / done, 2),
            "p50_ms": percentile(latencies, 0.5), "p99_ms": percentile(latencies, 0.99)}


def stored_floor(count: int = 200) -> dict:
    """The same bytes hashed, written, fsynced, renamed, folder fsynced: one thread, no server, no database."""
    folder = Path(tempfile.mkdtemp(prefix="sl-floor-"))
    content = [os.urandom(16) + os.urandom(BYTES - 16) for _ in range(count)]
    began, cpu = time.perf_counter(), time.process_time()
    for body in content:
        name = hashlib.sha256(body).hexdigest()
        with (folder / f"{name}.part").open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        (folder / f"{name}.part").replace(folder / name)
        sync_folder(folder)
    return {"photos_per_s": round(count / (time.perf_counter() - began)),
            "cpu_ms_per_photo": round((time.process_time() - cpu) * 1000 / count, 2)}


def drawn() -> dict:
    """Pictures made one after another by the limited child."""
    folder = Path(tempfile.mkdtemp(prefix="sl-bench-"))
    uploads = []
    for n in range(PICTURES):
        (folder / str(n)).write_bytes(photo(n))
        uploads.append(folder / str(n))
    renditions.draw(uploads[0])
    began = time.perf_counter()
    for upload in uploads:
        if renditions.draw(upload).refused:
            raise SystemExit("a sound photo was refused")
    return {"photos_per_s": round(PICTURES / (time.perf_counter() - began), 1)}


def drawn_floor() -> dict:
    """Bare Pillow, in this process, without a limit: both pictures of the same photos."""
    content = [photo(n) for n in range(PICTURES)]
    began = time.perf_counter()
    for body in content:
        image = Image.open(io.BytesIO(body))
        image.load()
        for side in (2048, 480):
            image.thumbnail((side, side))
            image.save(io.BytesIO(), "JPEG", quality=82)
    return {"photos_per_s": round(PICTURES / (time.perf_counter() - began), 1)}


def main() -> None:
    tell({"bench": f"photos of 300 KB by PUT, {SENDERS} senders", **stored(), "aim": {"photos_per_s": 150},
          "floor": stored_floor()})
    tell({"bench": "pictures of 2048 × 1536 JPEGs in the limited child", **drawn(), "floor": drawn_floor()})


if __name__ == "__main__":
    main()
