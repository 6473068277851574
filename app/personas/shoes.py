"""The shoes a persona may stand in: drawings of art.svg, none of them anyone's age or sex."""

# name of the drawing: what it is called; the last is the neutral mark
SHOES = {
    "brogue": "Brogue", "boot": "Boot", "runner": "Runner", "clog": "Clog", "maryjane": "Strap shoe",
    "loafer": "Loafer", "sandal": "Sandal", "slipper": "Slipper", "wellington": "Wellington",
    "sole": "Just soles",
}


def walk_in(journey_id: str, persona_id: str | None = "") -> str:
    """Address where the phone offers this journey's shoes, these on top; it works without a network."""
    return f"/capture#/shoes/{journey_id}" + (f"/{persona_id}" if persona_id else "")
