"""A TOML file that can't be opened ends in a sentence; one that is not there is the caller's to explain."""

from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.toml_file import read_toml


def sentence(error: Exception) -> str:
    return f"broken: {error}"


def test_what_stands_in_the_file_is_typed(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("a = 1\n")
    assert read_toml(tmp_path / "x.toml", dict[str, int], sentence) == {"a": 1}


@pytest.mark.parametrize("written", [b"[x", b"\xff\xfe", b'a = "one"'])
def test_what_does_not_fit_is_said_in_the_callers_words(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "x.toml").write_bytes(written)
    with pytest.raises(UserError, match="broken: "):
        read_toml(tmp_path / "x.toml", dict[str, int], sentence)


def test_a_folder_in_its_place_can_not_be_opened(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"broken: .*Is a directory"):
        read_toml(tmp_path, dict[str, int], sentence)


def test_a_file_that_is_not_there_is_for_the_caller_to_explain(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_toml(tmp_path / "x.toml", dict[str, int], sentence)
