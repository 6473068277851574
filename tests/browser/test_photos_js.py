"""Pictures on the phone: read at once, made small and upright, carrying nothing, never a false success.

Numbers are those of capture.md's list of failures seen in the field.
"""

import base64
import hashlib
import io

from PIL import Image, ImageDraw

TAKE = """
  const file = (more = {}) => new File([Uint8Array.from(atob(arg.file ?? arg), (c) => c.charCodeAt(0))],
    more.name ?? 'fîlé 😂.jpg', { type: more.type ?? 'image/jpeg' });
  const { take, openPhotos } = await load('photos');
  const bytesOf = async (taken) => { const all = new Uint8Array(await new Blob(taken.chunks).arrayBuffer());
    let s = '';
    for (let i = 0; i < all.length; i += 8192) s += String.fromCharCode(...all.subarray(i, i + 8192));
      return btoa(s); };
  const told = async () => { const taken = await take(file()); return { bytes: await bytesOf(taken), w: taken.w,
    h: taken.h, raw: taken.raw, mime: taken.mime, sha: taken.sha256, size: taken.size }; };
"""


def drawing(width, height):
    """A picture whose corners tell which way is up: red top left, green top right, blue bottom left."""
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    w, h = width // 4, height // 4
    pen.rectangle((0, 0, w, h), fill="red")
    pen.rectangle((width - w, 0, width, h), fill=(0, 160, 0))
    pen.rectangle((0, height - h, w, height), fill="blue")
    return image


def encoded(image, kind="JPEG", **more):
    out = io.BytesIO()
    image.save(out, kind, **more)
    return base64.b64encode(out.getvalue()).decode()


def near(pixel, colour):
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


def is_upright(image):
    w, h = image.size
    return (near(image.getpixel((w // 16, h // 16)), (255, 0, 0))
            and near(image.getpixel((w - w // 16, h // 16)), (0, 160, 0))
            and near(image.getpixel((w // 16, h - h // 16)), (0, 0, 255)))


def opened(text):
    return Image.open(io.BytesIO(base64.b64decode(text)))


TURN = {1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270}


def test_43_every_orientation_comes_out_upright_without_any_tag(phone):
    for orientation, turn in TURN.items():
        upright = drawing(640, 480)
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "CameraMaker"
        stored = upright if turn is None else upright.transpose(turn)
        got = phone.run(TAKE + "return told()", encoded(stored, exif=exif))
        image = opened(got["bytes"])
        assert (image.size, got["w"], got["h"], got["raw"]) == ((640, 480), 640, 480, False), orientation
        assert is_upright(image.convert("RGB")), orientation
        assert dict(image.getexif()) == {} and b"CameraMaker" not in base64.b64decode(got["bytes"]), orientation


def test_40_a_48_megapixel_picture_becomes_2048_pixels_and_still_shows_the_same(phone):
    got = phone.run(TAKE + "return told()",
                    encoded(drawing(8064, 6048), quality=60))
    content = base64.b64decode(got["bytes"])
    assert (got["w"], got["raw"]) == (2048, False) and abs(got["h"] - 1536) <= 1
    assert is_upright(opened(got["bytes"]).convert("RGB"))
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (got["sha"], got["size"])


def test_40_a_black_result_is_found_out_and_the_raw_file_kept(phone):
    picture = encoded(drawing(3000, 2000))
    got = phone.run(TAKE + """
      const real = CanvasRenderingContext2D.prototype.drawImage;
      CanvasRenderingContext2D.prototype.drawImage = function (...args) {     // what iOS does with too large a canvas
        if (this.canvas.width > 100) { this.fillStyle = '#000'; this.fillRect(0, 0, 9999, 9999); return; }
        return real.apply(this, args);
      };
      const taken = await take(file());
        return { bytes: await bytesOf(taken), raw: taken.raw, mime: taken.mime }""", picture)
    assert (got["bytes"], got["raw"], got["mime"]) == (picture, True, "image/jpeg")


def test_42_a_heic_named_jpg_is_kept_as_it_is(phone):
    heic = base64.b64encode(b"\0\0\0\x18ftypheic" + bytes(range(200))).decode()
    got = phone.run(TAKE + "return told()", heic)
    assert (got["bytes"], got["raw"], got["mime"]) == (heic, True, "image/heic")


def test_39_a_file_that_cannot_be_read_says_so_at_once_and_touches_nothing_else(phone):
    got = phone.run(TAKE + """
      const { log } = await open();
      const gone = file(); gone.arrayBuffer = () => Promise.reject(new DOMException('x', 'NotReadableError'));
      let error; await take(gone).catch((e) => { error = e; });
      const [entry] = await log.append([{ walk: 'w1', kind: 'note', b: { words: 'no picture' } }]);
      return [error.code, error.words, entry.seq];""", "AAAA")
    assert got[0] == "unreadable" and "Take it again" in got[1] and got[2] == 1


def test_something_that_is_no_picture_is_refused(phone):
    got = phone.run(TAKE + "return take(file()).then(() => '', (error) => error.code)",
                    base64.b64encode(b"<svg onload=x>").decode())
    assert got == "not_a_picture"


def test_a_photo_and_its_entry_are_kept_in_one_transaction_in_pieces(phone):
    noise = Image.effect_noise((1600, 1200), 120).convert("RGB")
    got = phone.run(TAKE + """
      const { log } = await open();
      const photo = await take(file());
      const [entry] = await log.append([{ walk: 'w1', kind: 'photo', b: { photo: photo.id }, photo }]);
      const pieces = await rows(log, 'chunks');
      const [row] = await rows(log, 'photos');
      const url = await openPhotos(log).url(photo.id);
      const image = new Image(); image.src = url; await image.decode();
      return { entry: row.entry === entry.id, n: row.n, sizes: pieces.map((one) => one.byteLength), size: row.size,
        plain:
        pieces.every((one) => one instanceof ArrayBuffer),
          shown: image.naturalWidth };""", encoded(noise, quality=95))
    assert got["entry"] and got["plain"] and got["shown"] == 1600
    assert sum(got["sizes"]) == got["size"] and max(got["sizes"]) <= 262_144 and got["n"] == len(got["sizes"]) > 1


def test_what_is_covered_is_gone_from_the_bytes_that_are_sent(phone, fake):
    got = phone.run(TAKE + """
      const { log, outbox } = await openAll({ token: null });
      const photos = openPhotos(log);
      const photo = await take(file(), { hold_ms: 60000 });
      await log.append([{ walk: 'w1', kind: 'photo', b: { photo: photo.id }, photo }]);
      await outbox.enrol();
      await until(async () => (await rows(log, 'outbox')).length === 1);   // the entry went, the picture waits
      await photos.cover(photo.id, [{ x: 0, y: 0, w: 0.3, h: 0.3 }]);
      await photos.release(photo.id);
      await outbox.flushNow();
      await until(async () => (await rows(log, 'outbox')).length === 0);
      return photos.cover(photo.id, [{ x: 0.5, y: 0.5, w: 0.1, h: 0.1 }]).then(() => '',
        (error) => error.code);""", encoded(drawing(640, 480)))
    assert got == "already_sending"
    [photo] = fake.photos.values()
    image = Image.open(io.BytesIO(photo["bytes"])).convert("RGB")
    assert near(image.getpixel((20, 20)), (0, 0, 0)) and near(image.getpixel((620, 20)), (0, 160, 0))


def test_47_on_a_full_phone_sent_photos_go_first_then_size_then_new_photos_never_facts(phone, fake):
    got = phone.run(TAKE + """
      const { log, outbox } = await openAll();
      const shoot = async () => { const photo = await take(file());
        return log.append([{ walk: 'w1', kind: 'photo', b: { photo: photo.id }, photo }]); };
      await shoot();
      await until(async () => (await rows(log, 'outbox')).length === 0 && outbox.state.unsent.photos === 0);
      const real = IDBObjectStore.prototype.put;
      let limit = 1000, freed = 0;
      const drop = IDBObjectStore.prototype.delete;
      IDBObjectStore.prototype.delete = function (key) { if (this.name === 'chunks') freed++;
        return drop.call(this, key); };
      IDBObjectStore.prototype.put = function (value, key) {
        if (this.name === 'photos' && value.size > limit && !value.purged) throw new DOMException('full',
          'QuotaExceededError');
        return real.call(this, value, key);
      };
      const refused = await shoot().then(() => '', (error) => [error.code, error.words]);
      const fact = await log.append([{ walk: 'w1', kind: 'step' }]);
      const both = await take(file());
      const full = Math.max(both.w, both.h);
      const mixed = await log.append([{ walk: 'w1', kind: 'note', b: { words: 'x' } },
        { walk: 'w1', kind: 'photo', b: { photo: both.id }, photo: both }]);
      limit = both.size; // it was made 1280 pixels in vain: that much fits now
      const [kept] = await shoot();
      const row = (await rows(log, 'photos')).find((one) => one.entry === kept.id);
      return { refused, fact: fact.length, mixed: mixed.map((e) => e.kind), freed: freed > 0, full,
        side: Math.max(row.w, row.h), saved: log.state.saved,
        unsaved: log.state.unsaved.length };""", encoded(Image.effect_noise((2000, 1500), 40).convert("RGB")))
    assert got["refused"][0] == "no_room" and "free some space" in got["refused"][1]
    assert (got["fact"], got["mixed"], got["freed"], got["saved"], got["unsaved"]) == (1, ["note"], True, True, 0)
    assert (got["full"], got["side"]) == (2000, 1280)


def test_forty_pictures_leave_no_canvas_behind(phone):
    got = phone.run(TAKE + """
      const made = []; const real = document.createElement.bind(document);
      document.createElement = (name) => { const one = real(name); if (name === 'canvas') made.push(one); return one;
        };
      for (let i = 0; i < 40; i++) await take(file());
      return [made.length >= 40,
        made.filter((one) => one.width || one.height).length];""", encoded(drawing(640, 480)))
    assert got == [True, 0]
