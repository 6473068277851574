"""exiftool over every picture we keep, show, hand out or back up: nothing but the picture itself may be in it.

    make soak    or    python -m bench.exif

It needs exiftool (Debian: libimage-exiftool-perl). That it finds what it looks for is shown on the uploads first.
"""

import base64
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from app.care import backup, everything
from app.exports.prints import self_contained
from app.kit import jobs
from app.kit.ids import new_id
from app.main import build
from app.migrating import migrate
from app.settings import Settings
from app.walks.models import Photo
from app.walks.photo_files import rendition_key
from bench.sender import tell
from tests import world
from tests.walks import hostile
from tests.walks.phone import Phone, add_journey, send, sha

UPLOADS = {**{f"oriented_{n}": hostile.oriented(n) for n in range(1, 9)},
           **{name: made() for name, made in hostile.TAKEN.items()}}
# What exiftool says of any file, and what a JPEG must say to be one.
PLAIN = {"SourceFile", "ExifTool", "File", "System", "JFIF", "Composite"}
ALLOWED_FILE = {"FileType", "FileTypeExtension", "MIMEType", "ImageWidth", "ImageHeight", "EncodingProcess",
                "BitsPerSample", "ColorComponents", "YCbCrSubSampling"}


def told(folder: Path) -> list[dict]:
    """What exiftool finds in every file below a folder, tags it does not know included."""
    ran = subprocess.run(["exiftool", "-r", "-j", "-G0:1", "-a", "-u", "-ee", str(folder)], capture_output=True,
                         text=True, check=False)
    return json.loads(ran.stdout or "[]")


def foreign(found: dict) -> set[str]:
    """Names of tags that no plain JPEG has."""
    names = set()
    for name in found:
        groups, _, tag = name.rpartition(":")
        outer, inner = (groups.split(":") + [groups])[:2]
        if outer == "File" and inner == "File" and tag not in ALLOWED_FILE or outer and outer not in PLAIN:
            names.add(name)
    return names


def house(folder: Path):
    """The app, and its walker's phone's client, with a photo of every kind sent and its pictures made."""
    folder.mkdir(mode=0o700)
    app = build(Settings(data_dir=folder, public_url=world.ORIGIN, worker=False, _env_file=None))
    database, names = app.state.database, {new_id(): content for content in UPLOADS.values()}
    migrate(database)
    with database.write() as session:
        cast = world.add_cast(session)
        add_journey(session)
        let_in = world.credentials(session, cast["ada"], "device")
    phone = Phone()
    with world.client(app, let_in) as ada:
        send(ada, phone.batch(phone.begin(), *(phone.entry("photo", {"photo": name}) for name in names)))
        for name, content in names.items():
            answer = ada.put(f"/api/v1/photos/{name}", content=content, headers={
                "content-type": "application/octet-stream", "size": str(len(content)), "sha256": sha(content)})
            assert answer.json()["complete"], answer.text
        jobs.drain(database)
        return app, names


def printed(app, names) -> str:
    """Every picture as a page to print carries it."""
    def photo(photo_id: str, rendition: str) -> bytes | None:
        with app.state.database.read() as session:
            return app.state.blobs.get(rendition_key(rendition, session.get(Photo, photo_id).sha256))
    html = "".join(f'<img src="/photos/{name}/{kind}.jpg">' for name in names for kind in ("display", "thumb"))
    return self_contained(html, photo, world.ORIGIN, ("", ""))


def gathered(app, names, folder: Path) -> dict[str, int]:
    """Every picture under a folder by where it was found; how many of each."""
    found = {"kept": {path.name + path.parts[-3]: path.read_bytes() for path in app.state.blobs.root.rglob("*")
                      if path.is_file()}}
    with app.state.database.read() as session:
        taken = zipfile.ZipFile(io.BytesIO(b"".join(everything.packed(session, app.state.blobs, "u-ada"))))
        found["handed out"] = {name: taken.read(name) for name in taken.namelist() if name.endswith(".jpg")}
    found["printed"] = {str(n): base64.b64decode(one) for n, one in enumerate(
        re.findall(r"data:image/jpeg;base64,([^\"]+)", printed(app, names)))}
    archive = folder / "backup.tar"
    backup.backup(app.state.settings, archive, lambda *_: None)
    with tarfile.open(archive) as tar:
        found["backed up"] = {one.name: tar.extractfile(one).read() for one in tar if "blobs/" in one.name}
    for place, pictures in found.items():
        (folder / place).mkdir()
        for n, content in enumerate(pictures.values()):
            (folder / place / f"{n}.jpg").write_bytes(content)
    return {place: len(pictures) for place, pictures in found.items()}


def main() -> int:
    if shutil.which("exiftool") is None:
        tell({"soak": "exif", "state": "NOT RUN", "why": "exiftool is not installed: apt-get install "
              "libimage-exiftool-perl"})
        return 0
    with tempfile.TemporaryDirectory(prefix="sl-soak-") as name:
        folder = Path(name)
        (folder / "sent").mkdir()
        for kind, content in UPLOADS.items():
            (folder / "sent" / f"{kind}.jpg").write_bytes(content)
        seen = [foreign(one) for one in told(folder / "sent")]
        app, names = house(folder / "data")
        counts = gathered(app, names, folder)
        app.state.database.dispose()
        wrong = {place: sorted({tag for one in told(folder / place) for tag in foreign(one)}) for place in counts}
        looked = {place: len(told(folder / place)) for place in counts}
    telling = sum("GPS" in " ".join(one) for one in seen)
    good = telling >= 8 and not any(wrong.values()) and looked == counts and all(counts.values())
    tell({"soak": "exif", "state": "ok" if good else "FAILED", "sent": len(UPLOADS), "sent_with_a_place": telling,
          "looked_at": looked, "foreign_tags": wrong})
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
