"""The help page: what its index names is there, for whoever reads."""

import re

from tests.world import on_sqlite


@on_sqlite
def test_the_index_leads_to_every_heading_and_tells_of_mail_only_who_can_set_it_up(as_):
    for who, parts in (("ada", {"teams"}), ("vi", {"teams", "desk"}), ("una", {"teams", "desk", "mail"})):
        page = as_(who).get("/help").text.split('class="help"', 1)[1]
        named, there = re.findall(r'<li><a href="#([\w-]+)"', page), re.findall(r'<h2 id="([\w-]+)"', page)
        assert named == there and set(there) & {"teams", "desk", "mail"} == parts
        assert ("app doctor" in page) is (who == "una")
