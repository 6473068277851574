"""How wide words stand in a drawing, and how they are cut, wrapped and quoted to fit. Pixels and letters only."""


def text_px(words: str) -> float:
    """About how wide words of 13 px text stand; a little too much is safe, too little overlaps."""
    return 7.3 * len(words) + 2


def display_px(words: str) -> float:
    """The same for 16 px words of the display face."""
    return 9.6 * len(words) + 2


def cut(words: str, px: float) -> str:
    """The words, or as many as find room with an ellipsis."""
    room = max(3, int(px / 7.3))
    return words if len(words) <= room else words[:room - 1].rstrip() + "…"


def quoted(words: str) -> str:
    """The words on one line, between quotation marks if they have none yet."""
    words = " ".join(words.split())
    return words if words.startswith(("“", "\"", "'")) or "“" in words else f"“{words}”"


def wrapped(words: str, room: int) -> list[str]:
    """Lines of at most `room` letters, broken between words where that is possible; three lines at most."""
    lines, line = [], ""
    for word in words.split() or [""]:
        while len(word) > room:
            head, word = word[:room - 1] + "-", word[room - 1:]
            lines += [line, head] if line else [head]
            line = ""
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    return lines if len(lines) <= 3 else [*lines[:2], lines[2][:room - 1] + "…"]
