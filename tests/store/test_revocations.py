"""The list of revoked links beside the database: added to, never lost, and half a line is no line."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from app.domain.errors import DiskFull
from app.store.revocations import Revocations, revoked_in

ONE, TWO, THREE = (bytes([n]) * 32 for n in range(3))


def test_what_was_added_is_read_once_and_by_its_owner_only(tmp_path: Path) -> None:
    revocations = Revocations(tmp_path / "rostrum.db")
    assert (revocations.exists, revocations.read()) == (False, set())
    revocations.add([ONE])
    revocations.add([ONE, TWO])
    file = tmp_path / "rostrum.db.revoked"
    assert Revocations(tmp_path / "rostrum.db").read() == {ONE, TWO}
    assert file.read_text().split() == [ONE.hex(), TWO.hex()]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_line_that_was_cut_off_counts_for_nothing_and_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "rostrum.db.revoked").write_text(f"\n{ONE.hex()}\n\n{TWO.hex()[:20]}")
    revocations = Revocations(tmp_path / "rostrum.db")
    revocations.add([THREE])
    assert revocations.read() == {ONE, THREE}


def test_a_full_disk_is_said_and_nothing_counts_as_revoked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull, match=r"rostrum\.db\.revoked cannot be written: No space left on device"):
        Revocations(tmp_path / "rostrum.db").add([ONE])


def test_a_database_elsewhere_has_no_list_and_one_that_cannot_be_read_adds_nothing(tmp_path: Path) -> None:
    Revocations(None).add([ONE])
    assert (Revocations(None).exists, Revocations(None).read()) == (False, set())
    (tmp_path / "garbage").write_bytes(b"no database" * 100)
    assert [revoked_in(tmp_path / name) for name in ("garbage", "missing")] == [set(), set()]
    assert not (tmp_path / "missing").exists()
