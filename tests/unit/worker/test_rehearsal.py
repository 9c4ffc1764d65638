"""What pictures of one shape share is computed once, in the zygote; nothing else gets there."""

from __future__ import annotations

import io
import socket
import sys

import pytest
from PIL import Image

from stillmark.domain.shape import MAX_SAMPLES, Shape
from stillmark.isolation import launch, wire
from stillmark.isolation.launch import WorkerProcess
from support.pictures import encoded, landscape, turned_by_exif
from takedown_hashing import engine, pdq, placed

CACHES = (pdq.filter_bands, placed._operator)


def misses() -> int:
    return sum(cache.cache_info().misses for cache in CACHES)


@pytest.mark.parametrize(
    ("size", "orientation", "image_format"),
    [((640, 480), 1, "JPEG"), ((1600, 1200), 6, "JPEG"), ((501, 333), 1, "PNG"), ((300, 900), 8, "JPEG")],
)
def test_after_a_rehearsal_a_picture_of_the_shape_computes_no_operator(
    size: tuple[int, int], orientation: int, image_format: str
) -> None:
    data = turned_by_exif(landscape(1, size), orientation, image_format)
    shape = engine.hash_picture(io.BytesIO(data)).shape
    for cache in CACHES:
        cache.cache_clear()
    engine.rehearse(*shape)
    before = misses()
    assert before > 20
    engine.hash_picture(io.BytesIO(turned_by_exif(landscape(2, size), orientation, image_format)))
    assert misses() == before


@pytest.mark.parametrize(
    "numbers",
    [(0, 1, 1, 1, 1), (1, 1, 0, 1, 1), (1, 1, 1, 256, 1), (1, 1, 1, 1, 9), (1, 100_001, 1, 1, 1)],
)
def test_what_is_no_shape_is_none(numbers: tuple[int, int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="not the shape"):
        Shape(*numbers)
    assert Shape.of(*numbers) is None


def test_a_shape_that_would_cost_the_zygote_much_memory_is_none() -> None:
    side = int(MAX_SAMPLES**0.5)
    assert Shape.of(side, side, 1, 1, 1) == Shape(side, side, 1, 1, 1)
    assert Shape.of(side + 1, side + 1, 1, 1, 1) is None
    assert Shape.of(2 * side, 2 * side, 2, 2, 1) is not None


class Listening(WorkerProcess):
    """A zygote's app side whose other end is here."""

    def __init__(self) -> None:
        super().__init__()
        self.wait_until_ready()
        self._real, (self._control, self.theirs) = self._control, wire.socket_pair()
        self.theirs.setblocking(False)

    def heard(self) -> list[Shape]:
        shapes = []
        while True:
            try:
                record = self.theirs.recv(wire.REQUEST_BYTES)
            except BlockingIOError:
                return shapes
            shapes.append(wire.Rehearsal.unpack(record).shape)

    def end(self) -> None:
        for one in (self._real, self.theirs):
            one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="records keep their boundaries")
def test_the_second_picture_of_a_shape_makes_the_zygote_rehearse_and_a_bounded_number_of_times() -> None:
    worker = Listening()
    try:
        shapes = [Shape(100 + number, 100, 1, 1, 1) for number in range(launch.REHEARSALS + 5)]
        worker.saw(shapes[0])
        assert worker.heard() == []
        worker.saw(shapes[0])
        assert worker.heard() == [shapes[0]]
        worker.saw(shapes[0])
        assert worker.heard() == []
        for shape in shapes * 2:
            worker.saw(shape)
        assert len(worker.heard()) == launch.REHEARSALS - 1
        for number in range(3 * launch.SHAPES):
            worker.saw(Shape(1000 + number, 1000, 1, 1, 1))
        assert len(worker._seen) <= launch.SHAPES
    finally:
        worker.end()


def test_a_rehearsed_worker_gives_the_same_hashes() -> None:
    from stillmark.domain.media import Hashed
    from stillmark.intake.clipboard import open_bytes
    from stillmark.isolation.hasher import IsolatedHasher

    data = encoded(landscape(5, (800, 600)))
    with IsolatedHasher() as hasher:
        outcomes = []
        for _ in range(4):
            with open_bytes(data) as opened:
                outcomes.append(hasher.hash(opened))
        worker = hasher._workers._worker
        assert worker is not None
        assert worker._rehearsed == {Shape(800, 600, *outcome_scale(data), 1)}
    assert all(isinstance(outcome, Hashed) for outcome in outcomes)
    assert len({outcome.fingerprints for outcome in outcomes if isinstance(outcome, Hashed)}) == 1


def outcome_scale(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (800, 600)
    _, _, scale_x, scale_y, _ = engine.hash_picture(io.BytesIO(data)).shape
    return scale_x, scale_y
