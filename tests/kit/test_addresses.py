"""Invisible characters in addresses and forms: a sentence, never a broken page."""

import pytest


@pytest.mark.parametrize("address", ["/walks/%00", "/journeys/%00", "/insights/journeys/%00/compare"])
def test_an_address_with_a_nought_in_it_is_refused_in_words(as_, address):
    said = as_("mo").get(address)
    assert said.status_code == 422 and "invisible character" in said.text


@pytest.mark.parametrize("address", ["/search?q=a%00b", "/insights/heat?persona=%00", "/voice?source=%00",
                                     "/walks?journey=%00", "/improvements?owner=%00", "/insights/snags?department=%00"])
def test_a_filter_with_a_nought_in_it_never_breaks_a_page(as_, address):
    assert as_("mo").get(address).status_code in (200, 422)


@pytest.mark.parametrize("address", ["/voice/comments", "/improvements", "/workshops"])
def test_a_form_with_a_nought_in_it_never_breaks_a_page(as_, address):
    said = as_("mo").post(address, data={"words": "a\0b", "source": "x\0", "title": "t\0", "name": "n\0", "why": "\0"})
    assert said.status_code < 500
