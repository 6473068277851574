"""The shoes a persona may stand in: drawings of art.svg, none of them anyone's age or sex."""

# name of the drawing: what it is called; the last is the neutral mark
SHOES = {
    "brogue": "Brogue", "boot": "Boot", "runner": "Runner", "clog": "Clog", "maryjane": "Strap shoe",
    "loafer": "Loafer", "sandal": "Sandal", "slipper": "Slipper", "wellington": "Wellington",
    "sole": "Just soles",
}
