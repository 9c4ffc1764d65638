"""Which copies are recognised, which files show the same picture: the commands, with real workers."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps

from support.command import run_app
from support.pictures import encoded, landscape, text
from takedown_hashing.vocabulary import Edit


def make(path: Path, image: Image.Image, **options: object) -> Path:
    path.write_bytes(encoded(image, "JPEG", **options))
    return path


def test_check_tries_the_dozen_and_shows_what_fails(tmp_path: Path) -> None:
    picture = make(tmp_path / "a.jpg", landscape(5, (1200, 900)))
    (tmp_path / "b.jpg").write_bytes(text())
    ran = run_app("check", picture, tmp_path / "b.jpg")
    assert ran.exit == 1
    tried, refused = ran.records
    assert [one["edit"] for one in tried["edits"]] == [edit.value for edit in Edit]
    verdicts = {one["edit"]: one for one in tried["edits"]}
    for edit in ("messenger", "small-copy", "mirrored", "quarter-turn", "square-crop"):
        assert verdicts[edit]["recognised"], verdicts[edit]
        assert verdicts[edit]["distance"] <= 31
    assert not verdicts["large-sticker"]["recognised"], "out of PDQ's reach, and said so"
    assert tried["recognised"] == sum(one["recognised"] for one in tried["edits"])
    assert refused["reason"] == "not-a-picture"


def test_compare_groups_copies(tmp_path: Path) -> None:
    first, other = landscape(5, (800, 600)), landscape(9, (800, 600))
    make(tmp_path / "1.jpg", first)
    make(tmp_path / "2.jpg", ImageOps.mirror(first), quality=60)
    make(tmp_path / "3.jpg", other)
    make(tmp_path / "4.jpg", first.resize((400, 300)).rotate(90, expand=True), quality=60)
    ran = run_app("compare", tmp_path)
    assert ran.exit == 0, ran.stderr
    groups = [[Path(path).name for path in group] for group in ran.last["groups"]]
    assert groups == [["1.jpg", "2.jpg", "4.jpg"], ["3.jpg"]]
    pairs = ran.records[:-1]
    assert len(pairs) == 6
    assert [pair["distance"] for pair in pairs] == sorted(pair["distance"] for pair in pairs)
    assert sum(pair["same"] for pair in pairs) == 3


def test_find_names_the_copies_in_a_folder(tmp_path: Path) -> None:
    wanted = make(tmp_path / "wanted.jpg", landscape(5, (800, 600)))
    folder = tmp_path / "export"
    folder.mkdir()
    for seed in range(100, 120):
        make(folder / f"{seed}.jpg", landscape(seed, (320, 240)))
    copy = landscape(5, (800, 600))
    make(folder / "mirrored.jpg", ImageOps.mirror(copy).resize((500, 375)), quality=50)
    make(folder / "bordered.jpg", ImageOps.expand(copy, border=90, fill="white"))
    (folder / "note.txt").write_bytes(text())
    ran = run_app("find", folder, "--like", wanted)
    found = {Path(record["path"]).name: record["matches"] for record in ran.records[:-1]}
    assert set(found) == {"mirrored.jpg", "bordered.jpg"}
    assert all(match["distance"] <= 31 for matches in found.values() for match in matches)
    assert ran.last == {"searched": 23, "matched": 2, "refused": 1}
    assert ran.exit == 1
    assert run_app("find", tmp_path / "nowhere", "--like", wanted).exit == 2
    assert run_app("find", folder, "--like", folder / "note.txt").exit == 2
