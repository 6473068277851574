"""What a browser without scripts would send: the fields of one form of a page, in order."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self, form_id: str):
        super().__init__()
        self.form_id, self.inside, self.fields = form_id, False, []
        self.select, self.area = None, None

    def handle_starttag(self, tag, attrs):
        it = dict(attrs)
        if tag == "form":
            self.inside = it.get("id") == self.form_id
        if not self.inside:
            return
        if tag == "input" and "name" in it:
            if it.get("type") not in ("checkbox", "radio") or "checked" in it:
                self.fields.append((it["name"], it.get("value", "on") or ""))
        elif tag == "select":
            self.select = [it["name"], None]
        elif tag == "option" and self.select and (self.select[1] is None or "selected" in it):
            self.select[1] = it["value"]
        elif tag == "textarea":
            self.area = [it["name"], ""]

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            self.fields.append(tuple(self.select))
            self.select = None
        elif tag == "textarea" and self.area:
            self.fields.append(tuple(self.area))
            self.area = None


class Form:
    """A form's fields. `form["tp-name"]` lists the values of a name; `set`, `tick` change what would be sent."""

    def __init__(self, page: str, form_id: str):
        reader = _Reader(form_id)
        reader.feed(page)
        assert reader.fields, f"there is no form #{form_id} on this page"
        self.fields = reader.fields

    def __getitem__(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def set(self, name: str, value: str, nth: int = 0) -> "Form":
        """Type into the nth field of that name."""
        place = [at for at, (key, _) in enumerate(self.fields) if key == name][nth]
        self.fields[place] = (name, value)
        return self

    def tick(self, name: str, value: str) -> "Form":
        """Tick a box."""
        self.fields.append((name, value))
        return self

    def sent(self, **more: str) -> dict[str, list[str]]:
        """The body, with the pressed button's name and value."""
        body: dict[str, list[str]] = {}
        for name, value in [*self.fields, *more.items()]:
            body.setdefault(name, []).append(value)
        return body
