"""Two curves under a timeline: how the mood went, and how the points added up. Geometry only."""


def smooth(points: list[tuple[float, float]]) -> str:
    """An SVG path through the points that never goes beyond a logged value: a monotone cubic.

    Source: Fritsch & Carlson 1980, tangents limited by the harmonic mean (Steffen).
    """
    if not points:
        return ""
    path = [f"M{points[0][0]:g} {points[0][1]:g}"]
    slopes = _tangents(points)
    for i, ((x0, y0), (x1, y1)) in enumerate(zip(points, points[1:], strict=False)):
        third = (x1 - x0) / 3
        path.append(f"C{x0 + third:.1f} {y0 + slopes[i] * third:.1f} "
                    f"{x1 - third:.1f} {y1 - slopes[i + 1] * third:.1f} {x1:g} {y1:g}")
    return "".join(path)


def _tangents(points: list[tuple[float, float]]) -> list[float]:
    secants = [(y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
               for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False)]
    inner = [2 * a * b / (a + b) if a * b > 0 else 0.0 for a, b in zip(secants, secants[1:], strict=False)]
    return [0.0, *inner, 0.0] if len(points) > 1 else [0.0]


def one_a_place(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points in order of x with one y for each x, the last said."""
    last = dict(sorted(points, key=lambda point: point[0]))
    return sorted(last.items())


def scale_top(most: float) -> int:
    """The top of the effort axis: 80, or the next 20 above."""
    return max(80, -(-int(most + .999) // 20) * 20)


def stairs(points: list[tuple[float, float]]) -> str:
    """An SVG path of straight lines through the points."""
    return "".join(f"{'L' if i else 'M'}{x:g} {y:.1f}" for i, (x, y) in enumerate(points))
