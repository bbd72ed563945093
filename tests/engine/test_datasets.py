"""Laws that every data set obeys, and what the single ones are for."""

from __future__ import annotations

import numpy as np
import pytest

from engine.datasets import Dataset, datasets, prepare
from engine.datasets.files import DATA_FOLDER, read_table
from engine.datasets.split import divide
from engine.datasets.tabular import TableData
from engine.errors import BadFile
from engine.experiment import Split

ALL = sorted(datasets)
GENERATED = [name for name in ALL if not datasets[name].source]
REAL = [name for name in ALL if datasets[name].source]
CLASSIFIED = [name for name in ALL if datasets.make(name).classes]
EXPECTED = {
    "circle", "xor", "blobs", "spiral", "moons", "plane", "hills", "curve", "iris", "wine",
    "breast_cancer", "penguins", "digits", "parity_number", "parity_binary", "noise",
}  # fmt: skip


def settings(name: str) -> list[Dataset]:
    """The data set with its default settings and with each number at both ends of its range."""
    made = [datasets.make(name)]
    for key, p in datasets[name].params.items():
        ends = p.options if p.kind == "choice" else (p.lo, p.hi)
        made += [datasets.make(name, {key: end}) for end in ends]
    return made


def test_all_the_promised_data_sets_are_there():
    assert set(datasets) >= EXPECTED


@pytest.mark.parametrize("name", ALL)
def test_samples_have_the_declared_form(name):
    for data in settings(name):
        raw = data.samples(3)
        count = len(raw.x)
        assert raw.x.dtype == np.float32 and np.isfinite(raw.x).all()
        assert len(raw.y) == count and np.isfinite(raw.y).all()
        if data.features:
            assert raw.x.shape == (count, len(data.features))
            assert len(set(data.features)) == len(data.features)
        if data.task == "regression":
            assert raw.y.dtype == np.float32 and raw.y.shape == (count, 1)
            assert np.abs(raw.y).max() < 4.0
        else:
            assert raw.y.dtype == np.int64 and raw.y.shape == (count,)
            assert set(raw.y) == set(range(len(data.classes)))
        if "count" in data.values:
            assert count == data.values["count"]


@pytest.mark.parametrize("name", ALL)
def test_one_seed_gives_one_data_set(name):
    data = datasets.make(name)
    one, two, other = data.samples(5), data.samples(5), data.samples(6)
    assert np.array_equal(one.x, two.x) and np.array_equal(one.y, two.y)
    if name in GENERATED and not name.startswith("parity"):
        assert not np.array_equal(one.x, other.x)


@pytest.mark.parametrize("name", ALL)
def test_prepared_data_matches_its_spec(name):
    for standardize in (False, True):
        data = datasets.make(name)
        made = prepare(data, Split(seed=2, standardize=standardize, train_share=0.7))
        spec = made.spec
        flat = made.x_train.reshape(len(made.x_train), -1)
        features = flat.shape[1]
        assert made.x_train.shape[1:] == made.x_test.shape[1:] == spec.shape
        assert made.x_train.dtype == made.x_test.dtype == np.float32
        assert spec.bounds.shape == (features, 2)
        assert spec.mean.shape == spec.scale.shape == (features,)
        assert (spec.bounds[:, 0] < spec.bounds[:, 1]).all() and (spec.scale > 0).all()
        everything = np.concatenate([flat, made.x_test.reshape(-1, features)])
        assert (everything >= spec.bounds[:, 0] - 1e-5).all()
        assert (everything <= spec.bounds[:, 1] + 1e-5).all()
        assert spec.outputs == (len(spec.classes) if spec.task == "classes" else 1)


@pytest.mark.parametrize("name", ALL)
def test_standardizing_is_measured_on_the_training_samples_alone(name):
    made = prepare(datasets.make(name), Split(standardize=True, train_share=0.6))
    axis = None if made.spec.view == "image" else 0
    assert np.allclose(made.x_train.mean(axis=axis), 0.0, atol=1e-4)
    assert np.allclose(made.x_train.std(axis=axis), 1.0, atol=1e-4)
    raw = prepare(datasets.make(name), Split(standardize=False, train_share=0.6))
    shape = made.spec.shape
    back = made.x_test * made.spec.scale.reshape(shape) + made.spec.mean.reshape(shape)
    assert np.allclose(back, raw.x_test, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("name", CLASSIFIED)
def test_stratified_parts_keep_the_share_of_every_class(name):
    data = datasets.make(name)
    for share in (0.1, 0.5, 0.73):
        made = prepare(data, Split(train_share=share))
        whole = np.bincount(data.samples(1).y)
        part = np.bincount(made.y_train, minlength=len(whole))
        assert (np.abs(part - share * whole) <= 1.0).all()
        assert len(made.y_train) + len(made.y_test) == whole.sum()


def test_every_sample_is_in_exactly_one_part():
    y = datasets.make("spiral", {"arms": 3, "count": 101}).samples(1).y
    for stratify in (True, False):
        train, test = divide(y, 0.61, 4, stratify=stratify)
        assert sorted([*train, *test]) == list(range(101))
        assert len(train) == 62


def test_neither_part_is_ever_empty():
    y = np.zeros(3, np.int64)
    for share in (0.001, 0.999):
        assert min(len(part) for part in divide(y, share, 1, stratify=True)) == 1


def test_the_division_depends_on_its_seed_and_the_order_is_mixed():
    y = datasets.make("iris").samples(1).y
    one, two = (divide(y, 0.5, seed, stratify=True)[0] for seed in (1, 2))
    assert not np.array_equal(one, two)
    assert not np.array_equal(one, np.sort(one))


@pytest.mark.parametrize("name", REAL)
def test_real_data_names_source_and_licence(name):
    kind = datasets[name]
    sources = (DATA_FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    assert kind.source.startswith("https://") and kind.licence.startswith("CC")
    assert kind.source in sources and kind.licence in sources
    assert kind.file in sources


def test_every_file_of_the_data_folder_is_in_the_list_of_sources():
    sources = (DATA_FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    files = [path.name for path in DATA_FOLDER.iterdir() if ".csv" in path.name]
    assert files and all(f"`{name}`" in sources for name in files)


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("iris", [50, 50, 50]),
        ("wine", [59, 71, 48]),
        ("breast_cancer", [357, 212]),
        ("penguins", [151, 68, 123]),
        ("digits", [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
    ],
)
def test_real_data_has_its_known_class_sizes(name, sizes):
    assert np.bincount(datasets.make(name).samples(1).y).tolist() == sizes


def test_digits_are_pictures_between_0_and_1():
    x = datasets.make("digits").samples(1).x
    assert x.shape == (1797, 1, 8, 8) and x.min() == 0.0 and x.max() == 1.0


@pytest.mark.parametrize("name", [n for n in ALL if datasets[n].view == "plane"])
def test_a_knob_never_moves_the_picture(name):
    for data in settings(name):
        if data.values["noise"] <= 0.5:
            bounds = prepare(data, Split()).spec.bounds
            assert (bounds == bounds[0]).all() and 6.0 <= bounds[0, 1] < 7.5


def test_noise_moves_points_but_does_not_draw_other_ones():
    clean, noisy = (datasets.make("circle", {"noise": n}).samples(1) for n in (0.0, 0.5))
    moved = np.linalg.norm(noisy.x - clean.x, axis=1)
    assert 0.0 < moved.mean() < 1.0
    assert np.array_equal(noisy.y, clean.y)


@pytest.mark.parametrize(
    ("name", "key", "counts"),
    [("circle", "rings", (2, 4)), ("blobs", "clouds", (2, 6)), ("spiral", "arms", (2, 5))],
)
def test_the_number_of_classes_decides_the_task(name, key, counts):
    for count in range(counts[0], counts[1] + 1):
        data = datasets.make(name, {key: count})
        assert len(data.classes) == count
        assert data.task == ("binary" if count == 2 else "classes")


def test_xor_is_the_sign_of_the_product():
    raw = datasets.make("xor", {"noise": 0.0}).samples(1)
    assert np.array_equal(raw.x[:, 0] * raw.x[:, 1] > 0, raw.y == 1)


def test_binary_digits_end_with_the_answer():
    raw = datasets.make("parity_binary").samples(1)
    assert raw.x.shape == (1000, 10)
    assert np.array_equal(raw.x[:, -1], raw.y)
    assert np.array_equal(raw.x @ (2.0 ** np.arange(9, -1, -1)), np.arange(1000))


def test_parity_of_one_number_alternates_with_its_neighbours():
    raw = datasets.make("parity_number").samples(1)
    assert raw.x.min() == -1.0 and raw.x.max() == 1.0
    assert (np.diff(raw.x[:, 0]) > 0).all() and (np.diff(raw.y) != 0).all()


def test_random_noise_has_as_many_of_either_class():
    assert np.bincount(datasets.make("noise").samples(9).y).tolist() == [50, 50]


def test_a_missing_or_damaged_table_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.datasets.files.DATA_FOLDER", tmp_path)
    (tmp_path / "words.csv").write_text("a,class\nx,y\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "torn.csv.gz").write_bytes(b"\x1f\x8b\x08")
    for name in ("words.csv", "empty.csv", "torn.csv.gz", "nowhere.csv"):
        with pytest.raises(BadFile):
            read_table(name)


def test_tables_share_their_arrays_and_nobody_can_write_into_them():
    for kind in datasets.values():
        if issubclass(kind, TableData):
            with pytest.raises(ValueError, match="read-only"):
                kind().samples(1).x[0, 0] = 1.0
