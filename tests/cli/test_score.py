"""`python -m app score`: the worked cases come out to the millipoint, and bad input says where and why."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

CASES = json.loads((Path(__file__).parents[1] / "vectors/scoring_cases.json").read_text())


@pytest.fixture
def score(shoe, tmp_path):
    def run(payload):
        file = tmp_path / "asked.json"
        file.write_text(payload if isinstance(payload, str) else json.dumps(payload))
        return shoe("score", file)
    return run


def error_of(said) -> dict:
    assert said.code == 2 and said.out == ""
    return json.loads(said.err)["error"]


def test_a_file_and_standard_input_give_the_same_figures(score, shoe, monkeypatch):
    visit = visits()[0]
    from_file = score(visit["input"])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(visit["input"]).encode())))
    from_input = shoe("score", "-")
    assert from_file.code == from_input.code == 0
    assert json.loads(from_file.out) == json.loads(from_input.out)
    assert json.loads(from_file.out)["milli"] == visit["expect"]["milli"]


def visits():
    return [case for case in CASES["visits"] if case["expect"].get("milli") is not None]


@pytest.mark.parametrize(("words", "code"), [("{", "not_json"), ("3", "not_an_object"), ("[3]", "unknown_case")])
def test_what_cannot_be_read_is_refused_with_a_code_and_a_sentence(score, words, code):
    error = error_of(score(words))
    assert error["code"] == code and error["sentence"].endswith(".")


def test_a_wrong_value_is_named_by_its_path(score):
    asked = {**visits()[0]["input"], "rating": 9}
    assert error_of(score(asked))["path"] == "rating"


def test_a_missing_file_is_a_sentence_too(shoe):
    assert "cannot be read" in error_of(shoe("score", "/nowhere/at-all.json"))["sentence"]
