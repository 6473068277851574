"""The demo world's photos: drawn, not taken, so that nobody's face or premises are in them."""

import io

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (1600, 1110)
INK, PAPER, TEAL, TAN = "#26190F", "#FBFAF7", "#2F5468", "#D79C69"


def draw(name: str) -> bytes:
    """One named picture as JPEG bytes: screen, door, ticket or form."""
    scene = Image.new("RGB", SIZE, {"screen": "#3B332D", "door": "#6B635C"}.get(name, "#A4907A"))
    _light(scene)
    card, angle, place = {"screen": (_screen(), -3, (330, 130)), "door": (_door(), -2, (290, 190)),
                          "ticket": (_ticket(), 6, (590, 90)), "form": (_form(), -4, (430, 20))}[name]
    turned = card.convert("RGBA").rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    shadow = Image.new("RGBA", turned.size, (20, 12, 6, 0))
    shadow.putalpha(turned.getchannel("A").point(lambda value: value * 2 // 5))
    scene.paste(shadow, (place[0] + 16, place[1] + 22), shadow.filter(ImageFilter.GaussianBlur(14)))
    scene.paste(turned, place, turned)
    file = io.BytesIO()
    scene.save(file, "JPEG", quality=84)
    return file.getvalue()


def _light(scene: Image.Image) -> None:
    pen = ImageDraw.Draw(scene, "RGBA")
    for step in range(14):
        pen.polygon([(step * 130 - 300, 0), (step * 130 - 220, 0), (step * 130 - 700, SIZE[1]),
                     (step * 130 - 860, SIZE[1])], fill=(255, 240, 220, 10))
    pen.rectangle((0, SIZE[1] - 120, SIZE[0], SIZE[1]), fill=(20, 12, 6, 70))


def _write(card: Image.Image, rows: list[tuple[int, int, str, int, str]]) -> Image.Image:
    pen = ImageDraw.Draw(card)
    for x, y, words, size, colour in rows:
        pen.text((x, y), words, font=ImageFont.load_default(size), fill=colour)
    return card


def _screen() -> Image.Image:
    card = Image.new("RGB", (900, 760), PAPER)
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, 900, 90), fill=TEAL)
    pen.rounded_rectangle((50, 330, 850, 520), 14, fill="#F6E3CF", outline=TAN, width=3)
    pen.rounded_rectangle((50, 580, 300, 660), 12, fill="#DDD4C8")
    return _write(card, [(40, 22, "Pennywhistle  ·  Help", 40, PAPER), (50, 140, "Dispute a charge", 60, INK),
                         (50, 240, "Step 6 of 6", 38, "#6A6056"),
                         (80, 355, "This charge can't be disputed", 44, INK),
                         (80, 420, "online. Please call us.", 44, INK), (110, 596, "Go back", 40, "#544B42")])


def _door() -> Image.Image:
    card = Image.new("RGB", (980, 560), PAPER)
    ImageDraw.Draw(card).rectangle((0, 0, 980, 110), fill=TEAL)
    return _write(card, [(40, 26, "Pennywhistle", 54, PAPER), (50, 160, "Billing questions?", 72, INK),
                         (50, 290, "We can't help in store.", 52, "#544B42"),
                         (50, 370, "Go to pennywhistle.example", 52, "#544B42")])


def _ticket() -> Image.Image:
    card = Image.new("RGB", (440, 820), PAPER)
    return _write(card, [(100, 60, "Your number", 40, INK), (90, 180, "63", 220, INK),
                         (76, 470, "Now serving 51", 44, INK), (60, 640, "Wed 11 Nov 10:06", 38, "#6A6056")])


def _form() -> Image.Image:
    card = Image.new("RGB", (720, 980), PAPER)
    pen = ImageDraw.Draw(card)
    for row in range(7):
        top = 210 + row * 96
        pen.rectangle((60, top, 660, top + 62), outline="#857A6E", width=3)
        pen.line([(80 + step * 11, top + 34 + (step * 7 + row * 5) % 17 - 8) for step in range(10 + row * 5 % 30)],
                 fill="#2B3E66", width=4)
    pen.line([(330, 900), (380, 850), (420, 930), (470, 860), (540, 915)], fill="#2B3E66", width=5)
    return _write(card, [(60, 60, "Charge dispute", 60, INK), (60, 140, "Form B-14, in capitals", 36, "#6A6056")])
