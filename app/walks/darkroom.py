"""The one place where a stranger's image is decoded: a child process with hard limits, run as a file of its own.

It stands ready with its imports done and forks for each photo. Standard input is a socket that hands over two
open files: the upload, and where to write: one line of JSON, then the pictures' bytes. The fork opens no file,
no socket and no process. Bomb, truncation, polyglot: refused in words, or re-drawn.
"""

import io
import json
import os
import re
import resource
import signal
import socket
import warnings

BYTES = 15 * 2**20
PIXELS = 50_000_000
SIDE = 20_000
SCANS = 100
SECONDS = 10
MEMORY = 2 * 2**30
SIZES = (("display", 2048), ("thumb", 480))
QUALITY = 82
PLAIN, NOISE = 8, 2
TOO_MANY_PIXELS = "The photo has more than 50 million pixels, or a side longer than 20,000."
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # inside a scan: anything that is not data or a restart
_TURNS = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270",
          7: "TRANSVERSE", 8: "ROTATE_90"}


class Refused(Exception):
    """Why no picture can be made, in words for the person who took it."""


def kind_of(content: bytes) -> str:
    """The format by its first bytes. Refused unless JPEG, PNG or WebP."""
    if not content:
        raise Refused("The photo is empty.")
    if content[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    raise Refused("This is not a JPEG, PNG or WebP photo.")


def scans_of(content: bytes) -> int:
    """How often a JPEG draws over the whole picture; five thousand empty scans cost eight seconds in 186 KB."""
    at, scans = 2, 0
    while 0 <= at < len(content) - 3 and scans <= SCANS:
        if content[at] != 0xFF or content[at + 1] in (0xFF, 0x01):
            at += 1
            continue
        marker = content[at + 1]
        if marker == 0xD9:
            break
        at += 2 + (0 if 0xD0 <= marker <= 0xD8 else int.from_bytes(content[at + 2:at + 4]))
        if marker == 0xDA:
            scans += 1
            following = _MARKER.search(content, at)
            at = following.start() if following else -1
    return scans


def check_size(size: tuple[int, int]) -> None:
    """Refused above 50 million pixels or 20,000 a side."""
    if size[0] * size[1] > PIXELS or max(size) > SIDE:
        raise Refused(TOO_MANY_PIXELS)


def draw(content: bytes, image_module) -> tuple[tuple[int, int], list[bytes], str | None]:
    """((width, height) upright, [display, thumb], look): fresh JPEGs without a tag."""
    kind = kind_of(content)
    if kind == "JPEG" and scans_of(content) > SCANS:
        raise Refused("The photo is drawn in more than 100 scans.")
    image = image_module.open(io.BytesIO(content), formats=(kind,))
    check_size(image.size)
    image.seek(0)
    turn = _turn_of(image)
    if kind == "JPEG":
        image.draft(image.mode, _fitting(image.size, SIZES[0][1]))
    image.load()
    image = _plain(image, image_module)
    image.thumbnail((SIZES[0][1],) * 2, reducing_gap=2.0)
    if turn:
        image = image.transpose(getattr(image_module.Transpose, turn))
    pictures = [_jpeg(image)]
    small = image.copy()
    small.thumbnail((SIZES[1][1],) * 2)
    return image.size, [*pictures, _jpeg(small)], look_of(small, image_module)


def look_of(image, image_module) -> str | None:
    """A difference hash: whether each of 64 places is lighter than its right neighbour, as 16 hex letters.

    None for a picture too plain to be known again: any two of those would look alike.
    """
    grey = image.convert("L").resize((9, 8), image_module.Resampling.BOX).tobytes()
    bits = "".join("1" if grey[at] > grey[at + 1] + NOISE else "0" for at in range(71) if at % 9 != 8)
    return f"{int(bits, 2):016x}" if PLAIN <= bits.count("1") <= 64 - PLAIN else None


def _turn_of(image) -> str | None:
    try:
        return _TURNS.get(image.getexif().get(0x0112))
    except Exception:  # noqa: BLE001 — broken tags are no reason to lose the picture
        return None


def _fitting(size: tuple[int, int], side: int) -> tuple[int, int]:
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _plain(image, image_module):
    """Eight bits, RGB, sRGB, on white, and nothing in `info` that a writer could copy."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
    elif image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = image_module.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    image = _in_srgb(image, profile) or image.convert("RGB")
    image.info = {}
    return image


def _eight_bits(image):
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    low, high = image.getextrema()
    scale = 1 / 256 if high > 255 else 1
    return image.point(lambda value: value * scale).convert("L")


def _in_srgb(image, profile: bytes | None):
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return None
    from PIL import ImageCms
    try:
        return ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"),
                                         outputMode="RGB")
    except Exception:  # noqa: BLE001 — a broken profile is dropped like every other tag
        return None


def _jpeg(image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _limit() -> None:
    for name, most in (("RLIMIT_AS", MEMORY), ("RLIMIT_CPU", SECONDS), ("RLIMIT_FSIZE", 0),
                       ("RLIMIT_CORE", 0), ("RLIMIT_NOFILE", 3)):
        resource.setrlimit(getattr(resource, name), (most, most))
    signal.setitimer(signal.ITIMER_REAL, SECONDS)  # a child that sleeps uses no CPU time


def _image_module():
    # Everything a decoder would import later: once the limits hold, no file can be opened any more.
    from PIL import (  # noqa: F401
        Image,
        ImageCms,
        JpegImagePlugin,
        MpoImagePlugin,
        PngImagePlugin,
        TiffImagePlugin,
        WebPImagePlugin,
    )
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    ImageCms.createProfile("sRGB")
    return Image


def answer(content: bytes, image_module) -> bytes:
    """One line of JSON, then the pictures."""
    try:
        if len(content) > BYTES:
            raise Refused("The photo is larger than 15 MB.")
        (width, height), pictures, look = draw(content, image_module)
        told = {"width": width, "height": height, "look": look, "lengths": [len(picture) for picture in pictures]}
    except Refused as no:
        told, pictures = {"refused": str(no)}, []
    except MemoryError:
        told, pictures = {"refused": "The photo needs more memory than one photo may."}, []
    except image_module.DecompressionBombError:
        told, pictures = {"refused": TOO_MANY_PIXELS}, []
    except Exception:  # noqa: BLE001 — whatever a decoder says of a broken file, a person is told this
        told, pictures = {"refused": "The photo is damaged or cut off and cannot be shown."}, []
    return json.dumps(told).encode() + b"\n" + b"".join(pictures)


def draw_in_fork(upload: int, target: int, image_module) -> None:
    """In the fork: keep two files, close everything else, set the limits, draw, end."""
    os.dup2(upload, 0)
    os.dup2(target, 1)
    os.closerange(3, 256)
    _limit()
    with open(0, "rb") as file, open(1, "wb") as out:
        out.write(answer(file.read(BYTES + 1), image_module))


def main() -> None:
    """Draw photo after photo until the app hangs up."""
    image_module = _image_module()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=0) as line:
        line.sendall(b"1")  # ready: a photo's time does not pay for our imports
        while True:
            word, files, _, _ = socket.recv_fds(line, 1, 2)
            if not word:
                return
            if os.fork() == 0:
                draw_in_fork(*files, image_module)
                os._exit(0)
            for file in files:
                os.close(file)


if __name__ == "__main__":
    main()
