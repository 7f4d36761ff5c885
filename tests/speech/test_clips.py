import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from offhook.speech.clips import UNTOUCHABLE, Clip, ClipFiles, Obstacle, PromptUnavailable
from offhook.speech.engine import Audio
from offhook.speech.telephone import Form, Pcm, shape
from tests.speech.fakes import RATE, hum

SIZE = 32_000


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=list(Form))
def form(request: pytest.FixtureRequest) -> Form:
    assert isinstance(request.param, Form)
    return request.param


def a_second(form: Form = Form.SLN16) -> Pcm:
    return shape(Audio(hum(0.65), RATE), form.rate)


def files(directory: Path, clock: Clock, limit: int = 10**9, form: Form = Form.SLN16) -> ClipFiles:
    return ClipFiles(directory / "prompts", form, limit, clock)


def names(directory: Path) -> set[str]:
    return {path.stem for path in (directory / "prompts").iterdir()}


def test_what_was_written_is_found_by_the_next_process(tmp_path: Path, clock: Clock, form: Form) -> None:
    written = files(tmp_path, clock, form=form).write("abc", a_second(form))
    assert written.path == tmp_path / "prompts" / f"abc.{form.extension}"
    assert written.seconds == pytest.approx(1.0, abs=0.1)
    assert written.path.stat().st_size == written.size
    assert files(tmp_path, clock, form=form).find("abc") == written


def test_asterisk_may_read_it_under_any_umask(tmp_path: Path, clock: Clock) -> None:
    before = os.umask(0o077)
    try:
        clip = files(tmp_path, clock).write("abc", a_second())
    finally:
        os.umask(before)
    assert clip.path.stat().st_mode & 0o777 == 0o644


def test_nothing_is_found_where_nothing_was_written(tmp_path: Path, clock: Clock, form: Form) -> None:
    assert files(tmp_path, clock, form=form).find("abc") is None


@pytest.mark.parametrize("keep", [0, 1, 31, 4_001, 20_000])
def test_a_file_cut_short_is_not_found_and_is_reported(tmp_path: Path, clock: Clock, form: Form, keep: int) -> None:
    clip = files(tmp_path, clock, form=form).write("abc", a_second(form))
    os.truncate(clip.path, min(keep, clip.size - 10))
    assert files(tmp_path, clock, form=form).find("abc") is None
    assert not files(tmp_path, clock, form=form).is_there(clip)


def test_a_silent_file_is_reported(tmp_path: Path, clock: Clock) -> None:
    clip = files(tmp_path, clock).write("abc", a_second())
    clip.path.write_bytes(bytes(clip.size))
    with capture_logs() as logs:
        assert files(tmp_path, clock).find("abc") is None
    assert logs[0]["event"] == "prompt_file_broken"


def test_writing_again_mends_a_broken_file(tmp_path: Path, clock: Clock) -> None:
    ours = files(tmp_path, clock)
    clip = ours.write("abc", a_second())
    clip.path.write_bytes(b"")
    assert not ours.is_there(clip)
    assert ours.write("abc", a_second()) == clip
    assert ours.find("abc") == clip


def test_the_longest_unused_goes_when_there_is_too_much(tmp_path: Path, clock: Clock) -> None:
    ours = files(tmp_path, clock, limit=int(3.5 * SIZE))
    clips = []
    for stem in ("first", "second", "third"):
        clips.append(ours.write(stem, a_second()))
        clock.advance(600)
    clock.advance(2 * UNTOUCHABLE)
    ours.note_use(clips[0])
    ours.write("fourth", a_second())
    assert names(tmp_path) == {"first", "third", "fourth"}


def test_what_was_used_within_the_hour_stays_over_the_limit(tmp_path: Path, clock: Clock) -> None:
    ours = files(tmp_path, clock, limit=SIZE)
    for stem in ("first", "second", "third"):
        ours.write(stem, a_second())
        clock.advance(UNTOUCHABLE / 4)
    assert names(tmp_path) == {"first", "second", "third"}


def test_use_by_another_process_counts(tmp_path: Path, clock: Clock) -> None:
    ours = files(tmp_path, clock, limit=int(1.5 * SIZE))
    ours.write("shared", a_second())
    clock.advance(3 * UNTOUCHABLE)
    assert files(tmp_path, clock).find("shared") is not None
    ours.write("new", a_second())
    assert names(tmp_path) == {"shared", "new"}


def test_what_an_earlier_process_left_counts_and_unfinished_files_go(tmp_path: Path, clock: Clock) -> None:
    files(tmp_path, clock).write("old", a_second())
    unfinished = tmp_path / "prompts" / "tmpx.part"
    unfinished.write_bytes(bytes(SIZE))
    os.utime(unfinished, (clock.now, clock.now))
    clock.advance(2 * UNTOUCHABLE)
    files(tmp_path, clock, limit=2 * SIZE).write("new", a_second())
    assert names(tmp_path) == {"new"}


def test_other_people_s_files_stay(tmp_path: Path, clock: Clock) -> None:
    ours = files(tmp_path, clock, limit=1)
    note = tmp_path / "prompts" / "README"
    note.write_text("mine")
    os.utime(note, (0, 0))
    ours.write("new", a_second())
    assert note.exists()


def test_a_full_disk_is_a_clear_error_and_leaves_nothing(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = files(tmp_path, clock)
    kept = ours.write("kept", a_second())
    part = tmp_path / "prompts" / "tmpx.part"

    def on_a_full_disk(suffix: str, dir: Path) -> tuple[int, str]:  # noqa: A002, the standard library's name
        assert suffix == ".part"
        part.touch()
        return os.open("/dev/full", os.O_WRONLY), str(part)

    monkeypatch.setattr(tempfile, "mkstemp", on_a_full_disk)
    with pytest.raises(PromptUnavailable, match="No space left on device") as refusal:
        ours.write("new", a_second())
    assert refusal.value.obstacle is Obstacle.DISK
    assert names(tmp_path) == {"kept"}
    assert ours.find("kept") == kept


def test_a_directory_that_went_away_is_a_clear_error(tmp_path: Path, clock: Clock) -> None:
    ours = files(tmp_path, clock)
    shutil.rmtree(tmp_path / "prompts")
    with pytest.raises(PromptUnavailable, match="No such file or directory"):
        ours.write("new", a_second())


def test_a_directory_that_cannot_be_made_is_a_clear_error(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "prompts").write_text("a file")
    with pytest.raises(PromptUnavailable, match="prompts can't be used") as refusal:
        files(tmp_path, clock)
    assert refusal.value.obstacle is Obstacle.DISK


def test_a_clip_that_cannot_be_removed_does_not_cost_the_new_one(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = files(tmp_path, clock, limit=1)
    ours.write("old", a_second())
    clock.advance(2 * UNTOUCHABLE)

    def refuse(path: Path, missing_ok: bool) -> None:
        raise PermissionError(f"{path.name}: not ours")

    monkeypatch.setattr(Path, "unlink", refuse)
    with capture_logs() as logs:
        new = ours.write("new", a_second())
    assert ours.is_there(new)
    assert logs[0]["reason"] == "old.sln16: not ours"


def test_noting_the_use_of_a_clip_that_is_gone_is_harmless(tmp_path: Path, clock: Clock) -> None:
    files(tmp_path, clock).note_use(Clip("gone", tmp_path / "prompts" / "gone.sln16", 1.0, 1))


def test_sizes_add_up(tmp_path: Path, clock: Clock) -> None:
    assert files(tmp_path, clock).write("abc", a_second()).size == pytest.approx(SIZE, rel=0.1)
    assert np.isclose(len(a_second()), SIZE / 2, rtol=0.1)
