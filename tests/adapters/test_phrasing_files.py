"""Encodings on disk: what was stored comes back, and a broken file is as good as none."""

from pathlib import Path

import numpy as np

from interviewer.adapters.phrasing_files import PhrasingFiles

ENCODINGS = [np.random.default_rng(0).random((n, 8), np.float32) for n in (3, 0, 5)]


def test_what_was_stored_comes_back_in_its_pieces(tmp_path: Path) -> None:
    files = PhrasingFiles(tmp_path / "new")
    files.store("key", ENCODINGS)
    held = PhrasingFiles(tmp_path / "new").load("key")
    assert held is not None and [len(e) for e in held] == [3, 0, 5]
    assert all(np.allclose(a, b, atol=1e-3) for a, b in zip(held, ENCODINGS, strict=True))
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["key.npz"]


def test_an_unknown_or_broken_file_is_none(tmp_path: Path) -> None:
    files = PhrasingFiles(tmp_path)
    assert files.load("key") is None
    files.store("key", ENCODINGS)
    whole = (tmp_path / "key.npz").read_bytes()
    for broken in (b"", b"not a zip", whole[: len(whole) // 2]):
        (tmp_path / "key.npz").write_bytes(broken)
        assert files.load("key") is None


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    files = PhrasingFiles(tmp_path / "file")
    files.store("key", ENCODINGS)
    assert files.load("key") is None
