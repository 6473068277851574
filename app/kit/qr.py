"""A link as a QR code: one path to draw in the page, since the page's policy lets no picture in from a data address."""

import segno

QUIET = 4  # modules of white around, as the standard asks


def qr(link: str) -> tuple[int, str]:
    """(side in modules with the quiet zone, path of the dark modules)."""
    rows = list(segno.make(link, error="m", micro=False).matrix_iter(border=QUIET))
    return len(rows), "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
