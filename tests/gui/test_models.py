"""The list models keep Qt's contract and stay quick with ten thousand rows."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from gui.fakes import hashed, outcome_of
from stillmark.domain.answers import Kind
from stillmark.gui.models import pictures as module
from stillmark.gui.models.pictures import PictureRole, PicturesModel
from stillmark.gui.models.rows import RowRole, RowsModel
from stillmark.gui.presenters.picture_list import PictureRow

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def rows(count: int) -> list[PictureRow]:
    return [PictureRow(f"{n}.jpg", Kind.INTIMATE, hashed(Path(f"{n}.jpg")), ready=True) for n in range(count)]


@pytest.fixture
def pictures(qapp: object) -> PicturesModel:
    return PicturesModel(lambda number, row: f"{number} {row.name}")


def test_pictures_keep_the_contract_while_they_come_and_go(pictures: PicturesModel) -> None:
    tester = QAbstractItemModelTester(pictures, FATAL)
    pictures.append(rows(5))
    pictures.append([])
    pictures.append([PictureRow("bad", Kind.FABRICATED, outcome_of(Path("damaged")), ready=False)])
    pictures.remove([0, 1, 4, 99, -1])
    assert [row.name for row in pictures.rows] == ["2.jpg", "3.jpg", "bad"]
    assert pictures.index(1).data() == "3.jpg"
    assert pictures.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "2 3.jpg"
    assert pictures.index(2).data(PictureRole.ROW).kind is Kind.FABRICATED
    pictures.clear()
    assert pictures.rowCount() == 0
    assert pictures.index(0).data() is None
    assert tester.model() is pictures


@pytest.mark.parametrize("many", [1, 100])
@given(steps=st.lists(st.one_of(st.integers(1, 6), st.sets(st.integers(0, 12), max_size=6)), max_size=8))
@settings(max_examples=40, deadline=None)
def test_any_order_of_adding_and_removing_matches_a_plain_list(
    many: int, steps: list[int | set[int]]
) -> None:
    module.MANY = many
    model = PicturesModel(lambda number, row: row.name)
    tester = QAbstractItemModelTester(model, FATAL)
    plain: list[str] = []
    for step in steps:
        if isinstance(step, int):
            model.append(rows(step))
            plain += [f"{n}.jpg" for n in range(step)]
        else:
            model.remove(list(step))
            plain = [name for index, name in enumerate(plain) if index not in step]
        assert [row.name for row in model.rows] == plain == [model.index(i).data() for i in range(len(plain))]
    module.MANY = 100
    assert tester.model() is model


def test_only_the_numbers_behind_a_row_that_went_are_told_anew(pictures: PicturesModel) -> None:
    pictures.append(rows(10))
    told: list[tuple[int, int]] = []
    pictures.dataChanged.connect(lambda first, last, *_: told.append((first.row(), last.row())))
    pictures.remove([4, 6])
    pictures.remove([7])
    pictures.remove([99])
    assert told == [(4, 7)]


def test_ten_thousand_rows_come_and_go_quickly(pictures: PicturesModel) -> None:
    begun = time.perf_counter()
    pictures.append(rows(10_000))
    pictures.remove(range(0, 10_000, 2))
    spent = time.perf_counter() - begun
    print(f"10,000 rows appended, 5,000 scattered rows removed: {spent * 1000:.0f} ms")
    assert pictures.rowCount() == 5_000
    assert spent < 2


def test_rows_that_only_change_are_not_moved(qapp: object) -> None:
    model = RowsModel[tuple[str, int]](lambda row: row[0], lambda row: f"{row[0]} {row[1]}")
    tester = QAbstractItemModelTester(model, FATAL)
    resets: list[bool] = []
    changed: list[int] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.show([("a", 1), ("b", 1)])
    model.dataChanged.connect(lambda first, *_: changed.append(first.row()))
    model.show([("a", 1), ("b", 2)])
    assert (resets, changed) == ([], [1])
    model.show([("a", 1), ("b", 2), ("c", 1)])
    assert (resets, model.rowCount()) == ([], 3)
    model.show([("c", 1)])
    assert (resets, model.index(0).data(), model.index(0).data(RowRole.ROW)) == ([True], "c 1", ("c", 1))
    assert model.rowCount(model.index(0)) == 0
    assert model.rowCount(QModelIndex()) == 1
    assert tester.model() is model
