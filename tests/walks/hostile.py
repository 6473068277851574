"""Hostile and awkward images of our own making, as bytes."""

import io
import struct
import zlib

from PIL import Image, ImageCms

MARKS = (b"GPS-MARK", b"SERIAL-12345", b"<script>", b"xmpmeta", b"MOTION-VIDEO")


def jpeg(size=(640, 480), **how) -> bytes:
    """A photo: red above, blue below, green at the left edge, so that no turn looks like another."""
    return saved(two_halves(size), "JPEG", **how)


def two_halves(size=(640, 480), mode="RGB") -> Image.Image:
    image = Image.new("RGB", size, (220, 30, 30))
    image.paste((30, 30, 220), (0, size[1] // 2, *size))
    image.paste((30, 220, 30), (0, 0, size[0] // 8, size[1]))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **how) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def oriented(orientation: int) -> bytes:
    """A photo that stands upright only when this orientation is applied; with place, serial number and comment."""
    back = {1: None, 2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE",
            6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"}[orientation]
    image = two_halves((640, 480))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0xA431] = "SERIAL-12345"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 29: "GPS-MARK"})
    turned = image.transpose(getattr(Image.Transpose, back)) if back else image
    return saved(turned, "JPEG", exif=exif, comment=b"GPS-MARK", xmp=b"<x:xmpmeta>GPS-MARK</x:xmpmeta>")


def scans(count: int) -> bytes:
    """A JPEG whose last scan is repeated, as a bomb of CPU time would."""
    plain = saved(two_halves((640, 480)), "JPEG", progressive=True)
    last = plain.rindex(b"\xff\xda")
    return plain[:-2] + plain[last:-2] * count + plain[-2:]


def bomb(side=30_000) -> bytes:
    """A PNG of a few KB that unpacks to hundreds of megapixels."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    packed = zlib.compress(b"\0" * 10_000_000, 9)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
            + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def text_bomb() -> bytes:
    """A PNG with a text chunk that unpacks to 200 MB."""
    plain = saved(two_halves((64, 64)), "PNG")
    body = b"k\0\0" + zlib.compress(b"\0" * 200_000_000, 9)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    return plain[:33] + chunk + plain[33:]


def polyglot() -> bytes:
    """A photo that is also a page with a script and carries a film behind its end."""
    return jpeg(comment=b"<script>alert(1)</script>") + b"<html><script>alert(1)</script>MOTION-VIDEO"


def with_profile() -> bytes:
    return jpeg(icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def many_frames() -> bytes:
    return saved(two_halves((64, 64)), "PNG", save_all=True, append_images=[Image.new("RGB", (64, 64))] * 5)


def many_webp() -> bytes:
    return saved(two_halves((64, 64)), "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 64))] * 5)


def deep_grey() -> bytes:
    """A PNG of 16 bits a dot: bright above, dark below."""
    bright, dark = (struct.pack("<H", value) * 64 * 32 for value in (60_000, 2_000))
    return saved(Image.frombytes("I;16", (64, 64), bright + dark), "PNG")


# Each made when it is asked for: some take a second, and every worker reads this.
REFUSED = {
    "nothing": bytes, "words": lambda: b"hello", "page": lambda: b"<html></html>",
    "gif": lambda: saved(two_halves(), "GIF"), "tiff": lambda: saved(two_halves(), "TIFF"),
    "bmp": lambda: saved(two_halves(), "BMP"), "svg": lambda: b"<svg xmlns='x'/>",
    "heic": lambda: b"\0\0\0\x18ftypheic" + b"\0" * 200, "only_magic": lambda: b"\xff\xd8\xff\xe0",
    "png_magic": lambda: b"\x89PNG\r\n\x1a\n", "webp_magic": lambda: b"RIFF\0\0\0\0WEBP",
    "half": lambda: jpeg()[:3000], "half_png": lambda: saved(two_halves(), "PNG")[:200], "bomb": bomb,
    "wide": lambda: saved(Image.new("1", (20_001, 4)), "PNG"), "scans": lambda: scans(500), "text_bomb": text_bomb,
    "noise": lambda: b"\xff\xd8\xff" + bytes(range(256)) * 200,
}
TAKEN = {
    "plain": jpeg, "grey": lambda: saved(two_halves(mode="L"), "JPEG"),
    "cmyk": lambda: saved(two_halves(mode="CMYK"), "JPEG"),
    "progressive": lambda: saved(two_halves(), "JPEG", progressive=True), "polyglot": polyglot,
    "profile": with_profile, "bad_profile": lambda: jpeg(icc_profile=b"GPS-MARK" * 40), "frames": many_frames,
    "webp": lambda: saved(two_halves(), "WEBP"), "webp_frames": many_webp,
    "clear": lambda: saved(two_halves(mode="RGBA"), "PNG"), "palette": lambda: saved(two_halves(mode="P"), "PNG"),
    "deep": deep_grey, "one_bit": lambda: saved(Image.new("1", (50, 50), 1), "PNG"),
    "dot": lambda: saved(two_halves((1, 2)), "PNG"), "thin": lambda: saved(two_halves((3, 9000)), "PNG"),
    "large": lambda: jpeg((4000, 3000)),
}
